package org.nakhoda.dist.payara;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebApplicationTest {
    private static final String DESCRIPTOR = "WEB-INF/payara-web.xml";
    private static final Map<String, String> CONTENTS = Map.of(
            DESCRIPTOR,
            "<payara-web-app><class-loader delegate=\"false\"/></payara-web-app>",
            "WEB-INF/lib/nakhoda-scheduler-1.jar",
            "beans",
            "WEB-INF/lib/jackson-core-3.jar",
            "no beans",
            "WEB-INF/lib/hibernate-core-6.jar",
            "no beans either");

    @TempDir
    private Path folder;

    @Test
    void libraries_without_beans_are_found_by_the_class_loader_and_not_read_by_the_server() throws IOException {
        WebApplication application = application(CONTENTS);

        application.unpack();

        Path libraries = application.directory().resolve("WEB-INF/lib");
        assertThat(libraries.resolve("nakhoda-scheduler-1.jar")).hasContent("beans");
        assertThat(libraries.resolve("jackson-core-3.jar.aside")).hasContent("no beans");
        assertThat(application.directory().resolve(DESCRIPTOR))
                .content()
                .contains("<class-loader extra-class-path=\"WEB-INF/lib/hibernate-core-6.jar.aside"
                        + ":WEB-INF/lib/jackson-core-3.jar.aside\" delegate=\"false\"/>");
    }

    @Test
    void it_is_unpacked_again_only_when_the_archive_is_newer() throws IOException {
        WebApplication application = application(CONTENTS);
        assertThat(application.unpacked()).isFalse();

        application.unpack();
        assertThat(application.unpacked()).isTrue();

        Files.setLastModifiedTime(
                application.archive(), FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(application.unpacked()).isFalse();
    }

    @Test
    void what_lay_there_before_is_gone() throws IOException {
        WebApplication application = application(CONTENTS);
        Path old = application.directory().resolve("WEB-INF/lib/jackson-core-2.jar.aside");
        Files.createDirectories(old.getParent());
        Files.writeString(old, "old");

        application.unpack();

        assertThat(old).doesNotExist();
    }

    @Test
    void an_archive_that_reaches_outside_itself_is_refused() {
        WebApplication application = application(Map.of("../outside", "x"));

        assertThatThrownBy(application::unpack).isInstanceOf(IOException.class).hasMessageContaining("../outside");
        assertThat(folder.resolve("outside")).doesNotExist();
    }

    private WebApplication application(Map<String, String> contents) {
        Path archive = folder.resolve("apiserver.war");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, String> entry : contents.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new WebApplication(archive, folder.resolve("apiserver"));
    }
}
