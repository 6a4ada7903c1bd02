package org.mudward.policy;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What this module must never come to depend on. */
class ArchitectureTest {
  private static final String ROOT = "org.mudward.policy";
  private static final String LINK = "org.mudward.policy.link..";
  private static final String TLS = "org.mudward.policy.tls..";
  private static final String ANALYSIS = "org.mudward.policy.analysis..";

  private final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  @Test
  void dependsOnTheJdkAndItselfOnly() {
    classes()
        .that(not(resideInAnyPackage(LINK, ANALYSIS)))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "javax.security.auth.x500..", "org.jspecify..", ROOT + "..")
        .because("every module and every back end stands on it")
        .check(main);
  }

  @Test
  void jacksonIsForTheLinkAndPacketSetsAreForTheAnalysis() {
    classes()
        .that()
        .resideInAPackage(LINK)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", "com.fasterxml.jackson.core..", ROOT + "..")
        .allowEmptyShould(true)
        .check(main);
    classes()
        .that()
        .resideInAPackage(ANALYSIS)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", "jdd..", ROOT + "..")
        .allowEmptyShould(true)
        .check(main);
  }

  @Test
  void theValuesKnowNoneOfTheirReaders() {
    noClasses()
        .that()
        .resideInAPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".*..")
        .because("flow, link and analysis are built on what a policy means, not the other way")
        .check(main);
  }

  @Test
  void touchesNoFilesAndNoStreams() {
    noClasses()
        .that()
        .resideOutsideOfPackages(LINK, TLS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..")
        .because("what a policy means must not depend on where it is kept")
        .check(main);
    noClasses()
        .that()
        .resideInAnyPackage(LINK, TLS)
        .should()
        .dependOnClassesThat(
            nameMatching("java\\.io\\.(File|RandomAccessFile|Console|Print).*")
                .or(nameMatching("java\\.nio\\.(file|channels)\\..*")))
        .because("they turn octets into values; carrying them is for others")
        .allowEmptyShould(true)
        .check(main);
  }

  @Test
  void asksNoNetwork() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.net..")
                .and(
                    not(
                        belongToAnyOf(
                            InetAddress.class,
                            UnknownHostException.class,
                            URI.class,
                            URISyntaxException.class))))
        .because("an address is a value here")
        .check(main);
    noClasses()
        .should()
        .callMethod(InetAddress.class, "getByName", String.class)
        .orShould()
        .callMethod(InetAddress.class, "getAllByName", String.class)
        .orShould()
        .callMethod(InetAddress.class, "getHostName")
        .orShould()
        .callMethod(InetAddress.class, "getLocalHost")
        .because("a name would be looked up")
        .check(main);
  }

  @Test
  void hasNoThreadsAndNoClock() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .because("a decision depends on the snapshot and the packet alone")
        .check(main);
  }

  @Test
  void staticFieldsAreFinal() {
    fields().that().areStatic().should().beFinal().check(main);
  }
}
