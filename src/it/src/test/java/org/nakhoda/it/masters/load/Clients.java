package org.nakhoda.it.masters.load;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.it.masters.history.HistoryFile;
import org.nakhoda.it.masters.history.State;
import org.nakhoda.it.masters.load.ApiClient.Answer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What all clients of one load share. */
final class Clients {
    /** The object whose creation is the last write. */
    static final String LAST = "last";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Plan plan;
    private final ApiClient api;
    private final HistoryFile history;
    private final Progress progress = new Progress();
    private final AtomicBoolean stopped = new AtomicBoolean();

    Clients(Plan plan, HistoryFile history) {
        this.plan = plan;
        this.api = new ApiClient(Path.of(plan.pki()));
        this.history = history;
    }

    /** A list's content. */
    record Content(long revision, List<State> states) {}

    Plan plan() {
        return plan;
    }

    ApiClient api() {
        return api;
    }

    HistoryFile history() {
        return history;
    }

    Progress progress() {
        return progress;
    }

    /** No new writes and reads from now on. */
    void stop() {
        stopped.set(true);
    }

    boolean stopped() {
        return stopped.get();
    }

    /** Whether an object is the clients' own: controllers write to every namespace, too. */
    boolean own(String key) {
        return !key.equals("kube-root-ca.crt");
    }

    URI collection(Plan.Master master) {
        return URI.create(master.url() + "/api/v1/namespaces/" + plan.namespace() + "/configmaps");
    }

    URI object(Plan.Master master, String key) {
        return URI.create(collection(master) + "/" + key);
    }

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    static long revision(JsonNode object) {
        return object.at("/metadata/resourceVersion").asLong(0);
    }

    static State state(JsonNode object) {
        return new State(
                object.at("/metadata/name").asString(),
                revision(object),
                object.at("/data/value").asString(""));
    }

    /** The body of a create, or of an update that expects a revision. */
    static String body(String key, long expected, String value) {
        var object = JSON.createObjectNode();
        object.put("apiVersion", "v1").put("kind", "ConfigMap");
        var metadata = object.putObject("metadata").put("name", key);
        if (expected > 0) {
            metadata.put("resourceVersion", Long.toString(expected));
        }
        object.putObject("data").put("value", value);
        return JSON.writeValueAsString(object);
    }

    Content content(Answer list) {
        JsonNode all = json(list.text());
        List<State> states = new ArrayList<>();
        for (JsonNode item : all.at("/items")) {
            State state = state(item);
            if (own(state.key())) {
                states.add(state);
            }
        }
        return new Content(revision(all), states);
    }
}
