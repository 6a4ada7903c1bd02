package org.mudward.mud;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The arrows that must never exist in the manager. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.mudward.mud");

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void theManagerKnowsNoEnforcerAndNoCommandLine() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.mudward.enforcer..", "org.mudward.cli..", "org.mudward.lab.."));
  }

  @Test
  void pureStagesTouchNoDiskNoLogAndNoClock() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "..mud.parse..",
                "..mud.print..",
                "..mud.resolve..",
                "..mud.learn..",
                "..mud.draft..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.slf4j..", "java.sql..", "io.netty..", "io.vertx..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Files.class)
            .orShould()
            .callMethod(Instant.class, "now"));
  }

  @Test
  void parsingDoesNotKnowWhatWasOnlyFetched() {
    check(
        noClasses()
            .that()
            .resideInAPackage("..mud.parse..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..mud.fetch.."));
  }

  @Test
  void librariesStayInTheirRooms() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("..mud.verify..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle.."));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("..mud.inventory..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.sqlite.."));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("..mud.api..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.."));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("..mud.fetch..", "..mud.names..", "..mud.manager..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty.."));
  }

  @Test
  void nothingStartsAProcess() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class)
            .orShould()
            .callMethod(Runtime.class, "exec", String[].class));
  }

  @Test
  void noStaticFieldCanChange() {
    check(fields().that().areStatic().should().haveModifier(JavaModifier.FINAL));
  }
}
