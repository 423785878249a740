package org.nakhoda.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The plan of the house, kept by the compiler's output: which module may import which, and what only one of them knows. */
class ArchitectureTest {
    private static final Path HOME = Path.of(System.getProperty("nakhoda.home"));

    /** Module directory and the package that it owns. */
    private static final Map<String, String> MODULES = Map.of(
            "src/api", "org.nakhoda.api",
            "src/client", "org.nakhoda.client",
            "db", "org.nakhoda.db",
            "scheduler-ejb", "org.nakhoda.scheduler",
            "controllers-ejb", "org.nakhoda.controllers",
            "node-agent", "org.nakhoda.node",
            "apiserver-war", "org.nakhoda.apiserver",
            "src/dist", "org.nakhoda.dist");

    /** The arrows; there are no others. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "org.nakhoda.api", Set.of(),
            "org.nakhoda.client", Set.of("org.nakhoda.api"),
            "org.nakhoda.db", Set.of("org.nakhoda.api"),
            "org.nakhoda.scheduler", Set.of("org.nakhoda.client", "org.nakhoda.api"),
            "org.nakhoda.controllers", Set.of("org.nakhoda.client", "org.nakhoda.api"),
            "org.nakhoda.node", Set.of("org.nakhoda.client", "org.nakhoda.api"),
            "org.nakhoda.apiserver", Set.of("org.nakhoda.db", "org.nakhoda.client", "org.nakhoda.api"),
            "org.nakhoda.dist", Set.of("org.nakhoda.client", "org.nakhoda.api"));

    private static final JavaClasses ALL = new ClassFileImporter()
            .importPaths(MODULES.keySet().stream()
                    .map(module -> HOME.resolve(module).resolve("target/classes"))
                    .toList());

    @Test
    void every_module_was_built_and_holds_only_its_own_package() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : ALL) {
            MODULES.values().stream()
                    .filter(own -> inside(type, own))
                    .findFirst()
                    .ifPresent(found::add);
        }
        assertThat(found).isEqualTo(new TreeSet<>(MODULES.values()));
    }

    @TestFactory
    List<DynamicTest> modules_import_only_along_the_arrows() {
        return ARROWS.entrySet().stream()
                .map(arrow -> DynamicTest.dynamicTest(arrow.getKey() + " -> " + arrow.getValue(), () -> noClasses()
                        .that(in(arrow.getKey()))
                        .should()
                        .dependOnClassesThat(otherModuleThan(arrow.getKey(), arrow.getValue()))
                        .check(ALL)))
                .toList();
    }

    @Test
    void only_db_knows_sql_hibernate_and_postgresql() {
        noClasses()
                .that(notIn("org.nakhoda.db"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.hibernate..",
                        "org.postgresql..",
                        "jakarta.persistence..",
                        "org.flywaydb..")
                .check(ALL);
    }

    @Test
    void only_the_api_server_knows_http_on_the_server_side() {
        noClasses()
                .that(notIn("org.nakhoda.apiserver"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta.ws.rs..", "jakarta.servlet..", "jakarta.websocket..")
                .check(ALL);
    }

    @Test
    void what_decides_is_pure_java() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.nakhoda.api..",
                        "org.nakhoda.db.store..",
                        "org.nakhoda.scheduler.framework..",
                        "org.nakhoda.scheduler.plugin..",
                        "org.nakhoda.scheduler.queue..",
                        "org.nakhoda.scheduler.snapshot..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jakarta..", "java.net.http..", "java.sql..")
                .check(ALL);
    }

    @Test
    void what_decides_takes_the_time_as_an_argument() {
        noClasses()
                .that()
                .resideInAnyPackage("org.nakhoda.api..", "org.nakhoda.scheduler..", "org.nakhoda.controllers..")
                .should()
                .callMethod(Instant.class, "now")
                .check(ALL);
    }

    @Test
    void packages_are_named_after_what_they_do_for_the_cluster() {
        Set<String> vague = Set.of("util", "utils", "impl", "common", "helper", "helpers", "manager", "misc");
        Set<String> packages = ALL.stream()
                .filter(type -> type.getPackageName().startsWith("org.nakhoda."))
                .flatMap(type -> List.of(type.getPackageName().split("\\.")).stream())
                .collect(Collectors.toSet());

        assertThat(packages).doesNotContainAnyElementsOf(vague);
    }

    @Test
    void nobody_ends_the_jvm_but_the_command_line() {
        noClasses()
                .that(notIn("org.nakhoda.dist"))
                .and(notIn("org.nakhoda.node"))
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(ALL);
    }

    @Test
    void loggers_are_private_constants() {
        classes()
                .that(notIn("org.nakhoda.it"))
                .should(new LoggersArePrivateConstants())
                .check(ALL);
    }

    private static DescribedPredicate<JavaClass> in(String own) {
        return DescribedPredicate.describe("reside in " + own, type -> inside(type, own));
    }

    private static DescribedPredicate<JavaClass> notIn(String own) {
        return DescribedPredicate.describe("reside outside " + own, type -> !inside(type, own));
    }

    private static boolean inside(JavaClass type, String own) {
        String name = type.getPackageName();
        return name.equals(own) || name.startsWith(own + ".");
    }

    private static DescribedPredicate<JavaClass> otherModuleThan(String own, Set<String> allowed) {
        return DescribedPredicate.describe(
                "belong to another module than " + own + " and " + allowed, type -> MODULES.values().stream()
                        .anyMatch(module -> !module.equals(own) && !allowed.contains(module) && inside(type, module)));
    }
}
