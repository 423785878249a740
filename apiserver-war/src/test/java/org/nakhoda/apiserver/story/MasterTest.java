package org.nakhoda.apiserver.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.apiserver.start.Master;

/** A master that finds no database waits for one, as long as it takes. */
@Timeout(120)
class MasterTest {
    private final Master master = new Master();
    private Path data;

    @BeforeEach
    void writeSettings() throws Exception {
        data = DataFolder.make();
        Path file = data.resolve("settings.properties");
        Properties settings = new Properties();
        settings.putAll(DataFolder.settings(data));
        try (Writer out = Files.newBufferedWriter(file)) {
            settings.store(out, null);
        }
        System.setProperty(Settings.FILE_PROPERTY, file.toString());
    }

    @AfterEach
    void stop() {
        master.stop();
        System.clearProperty(Settings.FILE_PROPERTY);
        DataFolder.delete(data);
    }

    @Test
    void it_says_what_keeps_it_from_starting_and_starts_once_that_is_mended() throws Exception {
        Path inTheWay = Files.createFile(data.resolve("postgres"));
        Client client = new Client(master::handle);

        master.start();

        awaitMessage(client, data.resolve("postgres").toString());

        Files.delete(inTheWay);

        while (master.server() == null) {
            Thread.sleep(20);
        }
        client.get("/version").expect(200);
    }

    private static void awaitMessage(Client client, String part) throws InterruptedException {
        while (true) {
            var answer = client.get("/readyz");
            assertThat(answer.status()).isEqualTo(503);
            if (answer.text().contains(part)) {
                return;
            }
            Thread.sleep(20);
        }
    }
}
