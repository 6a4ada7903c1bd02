package org.mudward.cli.audit;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.mudward.cli.audit.RequirementReport.Result;
import org.mudward.enforcer.audit.DeviceTally;
import org.mudward.policy.baseline.Aspect.Seen;
import org.mudward.policy.baseline.Requirement.Outcome;

/**
 * A report as build servers read the results of tests: a case for each device, which fails if
 * anything of it was dropped or found, and one for each requirement. A case is left out where the
 * network does not show it, so that of a device which was not seen, too.
 */
final class JunitReport {
  private enum Status {
    PASSED,
    FAILED,
    SKIPPED
  }

  /**
   * One test case.
   *
   * @param text what to read of it; empty if it passed
   */
  private record Case(String name, Status status, String message, String text) {}

  private JunitReport() {}

  static String of(AuditReport report) {
    Map<String, List<Case>> suites = new LinkedHashMap<>();
    suites.put("devices", report.devices().stream().map(d -> device(report, d)).toList());
    for (Result result : report.requirements().results()) {
      suites
          .computeIfAbsent(
              "requirements." + result.requirement().publisher(), name -> new ArrayList<>())
          .add(requirement(result));
    }
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter out = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      write(suites, out);
      out.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException(impossible);
    }
    return text + "\n";
  }

  private static Case device(AuditReport report, DeviceTally device) {
    List<String> lines = new ArrayList<>();
    report.findings().stream()
        .filter(found -> found.mac().equals(device.mac()))
        .forEach(found -> lines.add(found.kind() + ": " + found.text()));
    report.drops().stream()
        .filter(drop -> drop.flow().device().equals(device.mac()))
        .map(drop -> "dropped: " + Words.traffic(drop.flow(), report.peerNames()))
        .forEach(lines::add);
    String name = device.mac() + " " + device.policy().mudUrl();
    if (lines.isEmpty() && device.frames() == 0) {
      return new Case(name, Status.SKIPPED, "no frame of it was judged", "");
    }
    boolean clean = lines.isEmpty() && device.dropped() == 0;
    String message = device.dropped() + " of " + device.frames() + " frames dropped";
    return new Case(name, clean ? Status.PASSED : Status.FAILED, message, String.join("\n", lines));
  }

  private static Case requirement(Result result) {
    String name = result.requirement().id() + " " + result.requirement().text();
    Outcome outcome = result.outcome();
    String text =
        result.evidence().stream()
            .filter(one -> one.sight().seen() != Seen.RIGHT)
            .map(one -> one.mac() + ", " + one.aspect() + ": " + one.sight().text())
            .collect(Collectors.joining("\n"));
    Status status =
        switch (outcome) {
          case MET -> Status.PASSED;
          case BROKEN -> Status.FAILED;
          case NOT_VISIBLE, NEEDS_A_PERSON -> Status.SKIPPED;
        };
    return new Case(name, status, outcome.toString(), text);
  }

  private static void write(Map<String, List<Case>> suites, XMLStreamWriter out)
      throws XMLStreamException {
    out.writeStartDocument("UTF-8", "1.0");
    out.writeStartElement("testsuites");
    out.writeAttribute("name", "mudward audit");
    counts(suites.values().stream().flatMap(List::stream).toList(), out);
    for (Map.Entry<String, List<Case>> suite : suites.entrySet()) {
      out.writeStartElement("testsuite");
      out.writeAttribute("name", suite.getKey());
      counts(suite.getValue(), out);
      for (Case one : suite.getValue()) {
        write(suite.getKey(), one, out);
      }
      out.writeEndElement();
    }
    out.writeEndElement();
    out.writeEndDocument();
  }

  private static void counts(List<Case> cases, XMLStreamWriter out) throws XMLStreamException {
    out.writeAttribute("tests", Integer.toString(cases.size()));
    out.writeAttribute("failures", count(cases, Status.FAILED));
    out.writeAttribute("errors", "0");
    out.writeAttribute("skipped", count(cases, Status.SKIPPED));
  }

  private static String count(List<Case> cases, Status status) {
    return Long.toString(cases.stream().filter(one -> one.status() == status).count());
  }

  private static void write(String suite, Case one, XMLStreamWriter out) throws XMLStreamException {
    out.writeStartElement("testcase");
    out.writeAttribute("classname", suite);
    out.writeAttribute("name", safe(one.name()));
    out.writeAttribute("time", "0");
    Optional<String> element =
        switch (one.status()) {
          case PASSED -> Optional.empty();
          case FAILED -> Optional.of("failure");
          case SKIPPED -> Optional.of("skipped");
        };
    if (element.isPresent()) {
      out.writeStartElement(element.get());
      out.writeAttribute("message", safe(one.message()));
      if (one.status() == Status.FAILED) {
        out.writeAttribute("type", "violation");
      }
      out.writeCharacters(safe(one.text()));
      out.writeEndElement();
    }
    out.writeEndElement();
  }

  /** XML has no place for some characters, whatever the escape. */
  private static String safe(String text) {
    return text.replaceAll("[^\\n\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "?");
  }
}
