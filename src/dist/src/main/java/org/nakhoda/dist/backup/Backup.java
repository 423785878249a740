package org.nakhoda.dist.backup;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.nakhoda.api.backup.BackupException;
import org.nakhoda.api.backup.BackupRecord.KeyFile;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.ApiProbe;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.progress.Progress;
import org.nakhoda.dist.settings.SettingsFile;
import tools.jackson.core.JacksonException;

/** Takes a backup of this machine's running cluster, as its administrator. */
public final class Backup {
    private static final String PATH = "/nakhoda/backup";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Layout layout;
    private final Progress progress;

    public Backup(Layout layout, Progress progress) {
        this.layout = layout;
        this.progress = progress;
    }

    /**
     * @param withKeys whether the keys and certificates of this machine go with it
     * @throws Failure if there is nothing to back up, or the cluster refuses or breaks off; there is no new file then
     */
    public void write(Path file, boolean withKeys) throws Exception {
        if (!Files.exists(layout.settingsFile())) {
            throw new Failure("there is no cluster in " + layout.data() + "; name its folder with --data-dir");
        }
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || !Files.isDirectory(folder)) {
            throw new Failure(file + " cannot be written: name a file in a folder that is there");
        }
        List<KeyFile> keys = withKeys ? KeyFiles.read(layout.pki()) : List.of();
        progress.begin("backup");
        HttpResponse<InputStream> answer = ask(SettingsFile.read(layout.settingsFile()));
        try (InputStream lines = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new Failure("the cluster gives no backup: " + message(answer.statusCode(), lines));
            }
            BackupFile.Written written = BackupFile.write(
                    lines,
                    keys,
                    file.toAbsolutePath(),
                    records -> progress.update(String.format(Locale.ROOT, "backup: %,d records", records)));
            progress.done(
                    "backup",
                    String.format(
                            Locale.ROOT,
                            "%,d records as of revision %s, %,d KB in %s",
                            written.records(),
                            written.header().revision(),
                            Files.size(file) / 1024,
                            file));
        } catch (BackupException e) {
            throw new Failure("the cluster broke off: " + e.getMessage() + "; `nakhoda logs master` may say why");
        }
    }

    private HttpResponse<InputStream> ask(Settings settings) throws Exception {
        URI server = ApiProbe.localServer(settings.apiAddress(), settings.apiPort());
        HttpClient client = HttpClient.newBuilder()
                .sslContext(ApiProbe.sslContext(layout.pki()))
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        try {
            return client.send(
                    HttpRequest.newBuilder(server.resolve(PATH))
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new Failure("the API server at " + server + " does not answer; start the cluster with `nakhoda up`");
        }
    }

    private static String message(int status, InputStream body) throws IOException {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        try {
            return Json.parse(text).path("message").asString("status " + status);
        } catch (JacksonException e) {
            return "status " + status;
        }
    }
}
