package org.mudward.enforcer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The arrows that must never exist. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.mudward.enforcer");

  @Test
  void openflowjStaysInItsPackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.mudward.enforcer.openflow")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.projectfloodlight..")
        .check(CLASSES);
  }

  @Test
  void onlyTheBridgeStartsProcesses() {
    noClasses()
        .that()
        .doNotHaveSimpleName("OvsBridge")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("java\\.lang\\.(Process|ProcessBuilder|Runtime)")
        .check(CLASSES);
  }

  @Test
  void theEnforcerKnowsNothingOfManufacturers() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.mudward.mud..")
        .check(CLASSES);
  }

  @Test
  void nothingStaticChanges() {
    fields().that().areStatic().should().beFinal().check(CLASSES);
  }

  @Test
  void backEndsDoNotKnowTheEnforcer() {
    slices().matching("org.mudward.(enforcer..)").should().beFreeOfCycles().check(CLASSES);
    classes()
        .that()
        .resideInAPackage("org.mudward.enforcer.openflow")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "org.mudward.enforcer.openflow",
            "org.mudward.policy..",
            "org.projectfloodlight..",
            "io.netty..",
            "org.slf4j..",
            "org.jspecify..",
            "java..")
        .check(CLASSES);
  }

  @Test
  void whoJudgesCapturesKnowsNoBackEnd() {
    classes()
        .that()
        .resideInAnyPackage("org.mudward.enforcer.audit", "org.mudward.enforcer.capture")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "org.mudward.enforcer.audit",
            "org.mudward.enforcer.capture",
            "org.mudward.policy..",
            "com.github.luben.zstd..",
            "org.pcap4j..",
            "org.jspecify..",
            "java..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.mudward.enforcer.capture")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.github.luben.zstd..", "org.pcap4j..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("org.mudward.enforcer.capture")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.mudward.enforcer.audit")
        .check(CLASSES);
  }
}
