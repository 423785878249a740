package org.nakhoda.dist.masters;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.dist.cluster.ApiProbe;
import org.nakhoda.dist.cluster.Failure;
import org.nakhoda.dist.host.Layout;
import org.nakhoda.dist.settings.SettingsFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * The masters as any of them tells: this machine's API server is asked first, and where it does not answer, those of the
 * others that this machine knows of.
 */
public final class MastersApi {
    private static final Logger LOG = LoggerFactory.getLogger(MastersApi.class);

    static final String PATH = "/apis/" + Admission.API_VERSION + "/masters";

    private static final Duration READ_LIMIT = Duration.ofSeconds(5);
    private static final Duration CHANGE_LIMIT = Duration.ofSeconds(60);
    private static final int SERVER_FAULT = 500;

    private final List<ApiCalls> servers = new ArrayList<>();
    private final Optional<GroupFile> memory;

    /** @param pki the folder with the administrator's certificate */
    MastersApi(List<URI> servers, Path pki) throws IOException, GeneralSecurityException {
        this(servers, pki, Optional.empty());
    }

    private MastersApi(List<URI> servers, Path pki, Optional<GroupFile> memory)
            throws IOException, GeneralSecurityException {
        this.memory = memory;
        for (URI server : new LinkedHashSet<>(servers)) {
            this.servers.add(ApiCalls.asAdministrator(server, pki));
        }
    }

    /**
     * @throws Failure if there is no cluster
     */
    public static MastersApi of(Layout layout) throws Failure, IOException, GeneralSecurityException {
        Settings settings = SettingsFile.readIfThere(layout.settingsFile())
                .orElseThrow(() -> new Failure("no cluster was started in " + layout.data()
                        + "; start it with `nakhoda up`, or name the folder with --data-dir"));
        List<URI> servers = new ArrayList<>();
        servers.add(ApiProbe.localServer(settings.apiAddress(), settings.apiPort()));
        GroupFile group = GroupFile.of(layout);
        group.apiServers().forEach((name, server) -> {
            if (!name.equals(settings.nodeName())) {
                servers.add(server);
            }
        });
        return new MastersApi(servers, layout.pki(), Optional.of(group).filter(GroupFile::exists));
    }

    /** @throws Failure if nobody answers, or what the API server says is wrong */
    List<MasterEntry> list() throws Failure, InterruptedException {
        JsonNode list = ask("GET", PATH, READ_LIMIT);
        List<MasterEntry> masters = new ArrayList<>();
        list.path("items").forEach(item -> masters.add(MasterEntry.read(item)));
        remember(masters);
        return masters;
    }

    /** Who cannot write there, can still be shown the list. */
    private void remember(List<MasterEntry> masters) {
        if (memory.isEmpty() || masters.isEmpty()) {
            return;
        }
        Map<String, URI> found = new TreeMap<>();
        masters.forEach(master -> found.put(master.name(), master.api()));
        try {
            memory.get().remember(found);
        } catch (IOException e) {
            LOG.debug("where the masters are is not remembered: {}", e.getMessage());
        }
    }

    public String table() throws Failure, InterruptedException {
        return MasterEntry.table(list());
    }

    /** The API server's URL of each master, by name. */
    public SortedMap<String, String> servers() throws Failure, InterruptedException {
        SortedMap<String, String> found = new TreeMap<>();
        for (MasterEntry master : list()) {
            found.put(master.name(), master.api().toString());
        }
        return found;
    }

    /** Another one leads; returns when it does. */
    public void transfer(String name) throws Failure, InterruptedException {
        transfer(name, CHANGE_LIMIT);
    }

    void transfer(String name, Duration limit) throws Failure, InterruptedException {
        ask("POST", PATH + "/" + encoded(name) + "/transfer", limit);
    }

    public void remove(String name) throws Failure, InterruptedException {
        ask("DELETE", PATH + "/" + encoded(name), CHANGE_LIMIT);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private JsonNode ask(String method, String path, Duration limit) throws Failure, InterruptedException {
        List<String> troubles = new ArrayList<>();
        for (ApiCalls server : servers) {
            try {
                ApiCalls.Answer answer = server.call(method, path, body(method), limit);
                if (answer.ok()) {
                    return answer.json().orElseGet(Json::object);
                }
                if (answer.code() < SERVER_FAULT) {
                    throw new Failure(answer.message());
                }
                troubles.add(server.server() + ": " + answer.message());
            } catch (IOException e) {
                troubles.add(server.server() + ": " + reason(e));
                if (!method.equals("GET") && !neverConnected(e)) {
                    throw new Failure("no answer from " + server.server()
                            + ": whether it was done is not known; look with `nakhoda masters`");
                }
            }
        }
        throw new Failure("no master answers; is one running (`nakhoda status`)?\n  " + String.join("\n  ", troubles));
    }

    private static Optional<JsonNode> body(String method) {
        return method.equals("POST") ? Optional.of(Json.object()) : Optional.empty();
    }

    private static boolean neverConnected(IOException fault) {
        return fault instanceof ConnectException || fault instanceof HttpConnectTimeoutException;
    }

    private static String reason(IOException fault) {
        if (neverConnected(fault)) {
            return "cannot be reached";
        }
        return fault.getMessage() == null ? fault.getClass().getSimpleName() : fault.getMessage();
    }
}
