package org.mudward.mud.draft;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.mudward.mud.draft.NamedBy.How;
import org.mudward.mud.learn.DnsMessage;
import org.mudward.mud.resolve.AnswerFilter;
import org.mudward.mud.resolve.HostNames;
import org.mudward.policy.IpAddress;
import org.mudward.policy.observe.Conversation;

/**
 * Which names were asked for, and when they had which addresses. Of the aliases on the way to an
 * address only the name that was asked counts: the others are its owner's affair and change.
 *
 * <p>Several names may share an address. The one that the device asked for last, before it began to
 * speak, is the one that it meant. Confined to one thread.
 */
public final class AskedNames {
  /**
   * Answers that are remembered, some 20 MiB; one that only repeats the last about an address is
   * none. A device asks for a hundred names, some of which change their addresses every minute.
   */
  static final int MAX_ANSWERS = 1 << 16;

  /**
   * A name that a MUD file can hold: labels begin with no hyphen, and end with a letter or digit.
   */
  private static final Pattern WRITABLE =
      Pattern.compile("([a-z0-9_][a-z0-9_-]*)?[a-z0-9](\\.([a-z0-9_][a-z0-9_-]*)?[a-z0-9])*");

  private final Map<IpAddress, String> site = new HashMap<>();
  private final Map<IpAddress, List<Answer>> own = new HashMap<>();
  private final Map<IpAddress, List<Answer>> others = new HashMap<>();
  private int size;

  /** From this frame on, the address was that of the name. */
  private record Answer(long frame, String name) {}

  /**
   * Starts with what the operator says.
   *
   * @param siteNames addresses by name
   */
  public AskedNames(Map<String, Set<IpAddress>> siteNames) {
    siteNames.forEach(
        (name, addresses) -> {
          if (isWritable(name)) {
            addresses.forEach(
                address -> site.merge(address, name, (a, b) -> a.compareTo(b) <= 0 ? a : b));
          }
        });
  }

  private static boolean isWritable(String name) {
    return HostNames.isAskable(name) && WRITABLE.matcher(name).matches();
  }

  /**
   * Takes an answer.
   *
   * @param frame the number of its frame, never smaller than before
   * @param toDevice whether the device got it, or somebody else
   */
  public void answered(long frame, boolean toDevice, DnsMessage message) {
    String name = message.name();
    Set<IpAddress> addresses = message.addresses().getOrDefault(name, Set.of());
    if (addresses.isEmpty() || !isWritable(name)) {
      return;
    }
    Map<IpAddress, List<Answer>> answers = toDevice ? own : others;
    for (IpAddress address : addresses) {
      boolean hasRoom = size < MAX_ANSWERS;
      if (hasRoom && AnswerFilter.accepts(address)) {
        add(answers.computeIfAbsent(address, a -> new ArrayList<>(1)), new Answer(frame, name));
      }
    }
  }

  private void add(List<Answer> answers, Answer answer) {
    if (answers.isEmpty() || !last(answers).name.equals(answer.name)) {
      answers.add(answer);
      size++;
    }
  }

  private static Answer last(List<Answer> answers) {
    return answers.get(answers.size() - 1);
  }

  /** Whether there were more answers than are remembered. */
  public boolean isFull() {
    return size >= MAX_ANSWERS;
  }

  /** The conversation with the names that its device had in mind at each of its beginnings. */
  public Observation explain(Conversation conversation) {
    IpAddress peer = conversation.peer();
    Map<String, NamedBy> names = new LinkedHashMap<>();
    if (peer != null) {
      for (long frame : conversation.beginnings()) {
        name(peer, frame)
            .ifPresent(
                found ->
                    names.merge(
                        found.name(), found, (a, b) -> a.how().compareTo(b.how()) <= 0 ? a : b));
      }
    }
    return new Observation(conversation, List.copyOf(names.values()));
  }

  private Optional<NamedBy> name(IpAddress address, long frame) {
    List<Answer> asked = own.getOrDefault(address, List.of());
    List<Answer> heard = others.getOrDefault(address, List.of());
    Answer before = before(asked, frame);
    if (before != null) {
      return Optional.of(new NamedBy(before.name, How.ASKED));
    }
    String fixed = site.get(address);
    if (fixed != null) {
      return Optional.of(new NamedBy(fixed, How.SITE));
    }
    if (!asked.isEmpty()) {
      return Optional.of(new NamedBy(asked.get(0).name, How.ASKED_LATER));
    }
    Answer ofOthers = before(heard, frame);
    if (ofOthers != null) {
      return Optional.of(new NamedBy(ofOthers.name, How.OTHERS));
    }
    return heard.isEmpty()
        ? Optional.empty()
        : Optional.of(new NamedBy(heard.get(0).name, How.OTHERS_LATER));
  }

  private static @Nullable Answer before(List<Answer> answers, long frame) {
    for (int i = answers.size() - 1; i >= 0; i--) {
      if (answers.get(i).frame <= frame) {
        return answers.get(i);
      }
    }
    return null;
  }
}
