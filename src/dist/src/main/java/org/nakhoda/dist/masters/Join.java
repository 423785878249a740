package org.nakhoda.dist.masters;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.nakhoda.api.settings.InvalidSettingsException;
import org.nakhoda.api.settings.Setting;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.CommandLock;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.host.PrivateFiles;
import org.nakhoda.dist.pki.Pem;
import org.nakhoda.dist.progress.Progress;
import org.nakhoda.dist.settings.SettingsFile;
import tools.jackson.databind.JsonNode;

/**
 * Makes this machine's data folder that of a further master of a cluster: asks a master to be admitted and writes down what it
 * says. Starting is another step.
 *
 * <pre>
 * EMPTY --mark--> JOINING --admitted, everything written, unmark--> JOINED
 *   ^                |
 *   \---refused------/   (an answer that is lost, or a fault while writing, leaves JOINING)
 * </pre>
 *
 * <p>In JOINING the mark {@code masters/joining} forbids to start, and the same command goes on; in JOINED it has nothing left
 * to do. Nothing secret is sent before the other side has proved to be of the cluster that was meant.
 */
public final class Join {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final Settings settings;
    private final Layout layout;
    private final Progress progress;

    public Join(Settings settings, Progress progress) {
        this.settings = settings;
        this.layout = new Layout(settings.dataDir());
        this.progress = progress;
    }

    /** What has to hold on this machine before it is admitted. */
    public interface HostCheck {
        void run() throws Exception;
    }

    /**
     * @param host asked once all else is right, before anything is sent or written
     * @return the settings with which to start
     * @throws Failure if the user has to do something; what was there stays as it was, or the same command goes on from it
     */
    public Settings run(URI server, BootstrapToken token, AuthorityHash hash, HostCheck host) throws Exception {
        if (joined()) {
            requireSameCluster(hash);
            progress.done("joined", "before");
            return agreed(Admission.shared(SettingsFile.readChosen(layout.chosenSettings())));
        }
        requireEmpty();
        requireReachable(server);
        progress.begin("joining");
        SSLContext trusting = new Introduction(server).trust(hash);
        // a wrong token would be refused for a question that needs none
        requireSameVersion(new ApiCalls(server, trusting, Optional.empty()));
        ApiCalls api = new ApiCalls(server, trusting, Optional.of(token.toString()));
        host.run();
        try (CommandLock lock = CommandLock.take(layout)) {
            boolean again = Files.exists(layout.joining());
            mark();
            Admission admission = ask(api, hash, again);
            Settings agreed = agreed(admission.settings());
            write(admission, agreed);
            Files.delete(layout.joining());
            progress.done("joined", admission.members().size() + " masters, this one is " + agreed.nodeName());
            return agreed;
        }
    }

    private boolean joined() {
        return GroupFile.of(layout).exists() && !Files.exists(layout.joining());
    }

    private void requireSameCluster(AuthorityHash hash) throws Failure, IOException, GeneralSecurityException {
        Path authority = layout.pki().resolve("ca.crt");
        if (!Files.exists(authority)
                || !AuthorityHash.of(Pem.certificate(Files.readString(authority)))
                        .equals(hash)) {
            throw alreadyThere();
        }
    }

    private void requireEmpty() throws Failure {
        boolean joining = Files.exists(layout.joining());
        if (!joining
                && (Files.exists(layout.database())
                        || Files.exists(layout.pki())
                        || Files.exists(layout.settingsFile())
                        || Files.exists(layout.masters()))) {
            throw alreadyThere();
        }
    }

    private Failure alreadyThere() {
        return new Failure("there is a cluster already in " + layout.data()
                + ", and it cannot become part of another. Forget it with `nakhoda down --purge`, or choose another"
                + " folder with --data-dir");
    }

    private void requireReachable(URI server) throws Failure {
        boolean here = isLoopback(settings.nodeAddress());
        if (here && !isLoopback(server.getHost())) {
            throw new Failure("the other masters cannot reach this one at " + settings.nodeAddress()
                    + "; say with --node-address where they can");
        }
        if (isLoopback(settings.apiAddress()) && !here) {
            throw new Failure("the other masters are to reach this one at " + settings.nodeAddress()
                    + ", and its API server would listen at " + settings.apiAddress()
                    + " only; leave --api-address away");
        }
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("localhost");
    }

    private static void requireSameVersion(ApiCalls api) throws Failure, InterruptedException {
        ApiCalls.Answer answer;
        try {
            answer = api.get("/version", LIMIT);
        } catch (IOException e) {
            throw new Failure("the server at " + api.server() + " cannot be used: " + e.getMessage());
        }
        String version =
                answer.json().map(json -> json.path("gitVersion").asString("")).orElse("");
        if (!answer.ok() || version.isEmpty()) {
            throw new Failure("what answers at " + api.server() + " is not an API server (" + answer.message()
                    + " to /version); use the address and port that `nakhoda token` prints");
        }
        if (!version.endsWith("+nakhoda-" + Distribution.VERSION)) {
            throw new Failure(
                    "the master at " + api.server() + " is of version " + version + ", this machine's Nakhoda is "
                            + Distribution.VERSION + "; all masters have the same one: install it here, or there");
        }
    }

    /** @param again whether an earlier attempt may have been admitted, and have written */
    private Admission ask(ApiCalls api, AuthorityHash hash, boolean again) throws Exception {
        MasterAddress self = MasterAddress.of(settings);
        ApiCalls.Answer answer;
        try {
            answer = api.call(
                    "POST", MastersApi.PATH + "/" + self.name() + "/join", Optional.of(Admission.request(self)), LIMIT);
        } catch (IOException e) {
            throw new Failure("no answer from " + api.server() + " (" + e.getMessage()
                    + "): whether this machine is admitted is not known; run the same command again");
        }
        if (!answer.ok()) {
            if (!again) {
                unmark();
            }
            throw new Failure(refusal(answer));
        }
        JsonNode json = answer.json()
                .orElseThrow(() -> new Failure("the answer of " + api.server() + " is no JSON; nothing was written"));
        Admission admission = Admission.read(json);
        if (!AuthorityHash.of(Pem.certificate(admission.files().get("pki/ca.crt")))
                .equals(hash)) {
            throw new Failure("the authority in the answer is not the one that was meant; nothing was written");
        }
        return admission;
    }

    private static String refusal(ApiCalls.Answer answer) {
        return switch (answer.code()) {
            case UNAUTHORIZED ->
                "the token is wrong or has expired (" + answer.message()
                        + "); make a new command with `nakhoda token` on a master";
            case FORBIDDEN ->
                "this token does not allow to join as a master (" + answer.message()
                        + "); make one that does with `nakhoda token` on a master";
            case NOT_FOUND ->
                "the API server does not know masters (" + answer.message()
                        + "); is it Nakhoda, and of the same version?";
            default -> "the master does not admit this one: " + answer.message();
        };
    }

    /** What the whole cluster has goes before what was asked for here. */
    private Settings agreed(Map<Setting, String> shared) throws Failure {
        try {
            Settings agreed = SettingsFile.with(settings, shared);
            List<String> changed = new ArrayList<>(SettingsFile.differences(settings, agreed));
            changed.forEach(line -> progress.say("  as in the whole cluster: " + line));
            return agreed;
        } catch (InvalidSettingsException e) {
            throw new Failure("the cluster's settings are not understood here: " + e.getMessage());
        }
    }

    private void mark() throws IOException {
        PrivateFiles.createDirectory(layout.masters());
        PrivateFiles.write(layout.joining(), "This machine has not finished joining; run `nakhoda join` again.\n");
    }

    private void unmark() throws IOException {
        Files.deleteIfExists(layout.joining());
        Files.deleteIfExists(layout.masters());
    }

    private void write(Admission admission, Settings agreed) throws IOException {
        PrivateFiles.createDirectory(layout.pki());
        // the database server runs as another user and has to pass through
        Files.createDirectories(layout.postgres());
        for (Map.Entry<String, String> file : admission.files().entrySet()) {
            PrivateFiles.write(layout.data().resolve(file.getKey()), file.getValue());
        }
        SettingsFile.writeChosen(layout.chosenSettings(), agreed);
        GroupFile.of(layout).write(admission.group(), admission.members());
    }
}
