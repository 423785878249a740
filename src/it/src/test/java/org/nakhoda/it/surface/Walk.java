package org.nakhoda.it.surface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.nakhoda.it.cluster.Eventually.eventually;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.nakhoda.api.json.Json;
import org.nakhoda.it.surface.Surface.NotOffered;
import org.nakhoda.it.surface.Surface.PatchForm;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One client's way through every verb of one kind. Each step looks at what the step before has done. */
final class Walk {
    private static final String SELECTOR = "walk=on";
    /** Controllers write, too; a client that is overtaken reads again. */
    private static final int ATTEMPTS = 10;

    private final Surface client;
    private final Kind kind;
    private final Matrix matrix;
    private final ObjectNode example;
    private final String name;

    Walk(Surface client, Kind kind, String namespace, Matrix matrix) {
        this.client = client;
        this.kind = kind;
        this.matrix = matrix;
        this.example = Kinds.in(namespace, kind);
        this.name = kind.name();
        if (kind.serves("get")) {
            example.withObject("/metadata/labels").put("walk", "on");
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    /** Notes what becomes of a step that the kind serves. */
    private void step(boolean served, String column, Step step) {
        if (!served) {
            return;
        }
        String fault = "";
        try {
            step.run();
        } catch (NotOffered e) {
            fault = Matrix.NOT_OFFERED;
        } catch (Exception | AssertionError e) {
            fault = OfficialJava.words(e).replaceAll("\\s+", " ");
        }
        matrix.note(client.name(), kind, column, fault);
    }

    void run() {
        if (!kind.serves("create")) {
            step(kind.serves("get"), "get", () -> client.get(kind, name));
            step(kind.serves("list"), "list", () -> list(false));
            return;
        }
        if (!kind.serves("get")) {
            step(true, "create", () -> client.create(kind, example, false));
            return;
        }
        step(true, "create dry", () -> {
            client.create(kind, example, true);
            assertThat(client.get(kind, name)).as("after a dry run").isNull();
        });
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        List<AutoCloseable> watches = new ArrayList<>();
        step(kind.serves("watch"), "watch", () -> watches.add(client.watch(kind, SELECTOR, events)));
        step(true, "create", () -> client.create(kind, example, false));
        reads();
        writes();
        statusAndScale();
        deletions();
        step(kind.serves("watch"), "watch", () -> saw(events));
        watches.forEach(Walk::close);
    }

    private void reads() {
        step(kind.serves("get"), "get", () -> {
            JsonNode object = found();
            assertThat(object.path("kind").asString()).isEqualTo(kind.kind());
            assertThat(object.path("apiVersion").asString()).isEqualTo(kind.apiVersion());
        });
        step(kind.serves("list"), "list", () -> list(false));
        step(kind.serves("list") && kind.namespaced(), "list all", () -> list(true));
    }

    private void list(boolean everywhere) throws Exception {
        JsonNode list = client.list(kind, everywhere, kind.serves("create") ? SELECTOR : "");
        List<String> names = new ArrayList<>();
        list.path("items").forEach(item -> names.add(item.at("/metadata/name").asString()));
        assertThat(names).contains(name);
        assertThat(list.at("/metadata").isObject()).as("metadata of the list").isTrue();
    }

    private void writes() {
        step(kind.serves("update"), "update dry", () -> {
            again(() -> client.update(kind, labelled("put-dry"), true));
            assertThat(label("put-dry")).isEmpty();
        });
        step(kind.serves("update"), "update", () -> {
            again(() -> client.update(kind, labelled("put"), false));
            assertThat(label("put")).isEqualTo("set");
        });
        for (PatchForm form : PatchForm.values()) {
            String label = form.name().toLowerCase(java.util.Locale.ROOT);
            step(kind.serves("patch"), label + " dry", () -> {
                client.patch(kind, name, form, form.labelling(kind, example), true);
                assertThat(label(label)).isEmpty();
            });
            step(kind.serves("patch"), label, () -> {
                JsonNode answer = client.patch(kind, name, form, form.labelling(kind, example), false);
                assertThat(answer.at("/metadata/labels/" + label).asString("")).isEqualTo("set");
                assertThat(label(label)).isEqualTo("set");
            });
        }
    }

    private void statusAndScale() {
        step(kind.serves("status", "get"), "status get", () -> assertThat(
                        client.getStatus(kind, name).path("kind").asString())
                .isEqualTo(kind.kind()));
        step(
                kind.serves("status", "update"),
                "status update",
                () -> again(() -> {
                    ObjectNode changed = (ObjectNode) found();
                    ObjectNode spec = (ObjectNode) changed.get("spec");
                    JsonNode before = changed.path("spec").deepCopy();
                    if (spec != null && spec.has("replicas")) {
                        spec.put("replicas", 77);
                    }
                    client.updateStatus(kind, changed);
                    assertThat(found().path("spec"))
                            .as("the spec, which a status does not write")
                            .isEqualTo(before);
                }));
        step(kind.serves("status", "patch"), "status patch", () -> assertThat(
                        client.patchStatus(kind, name, "{\"metadata\":{\"annotations\":{\"status\":\"patched\"}}}")
                                .at("/metadata/name")
                                .asString())
                .isEqualTo(name));
        step(kind.serves("scale", "get"), "scale get", () -> assertThat(
                        client.getScale(kind, name).path("kind").asString())
                .isEqualTo("Scale"));
        step(
                kind.serves("scale", "update"),
                "scale update",
                () -> again(() -> {
                    ObjectNode scale = (ObjectNode) client.getScale(kind, name);
                    scale.withObject("/spec").put("replicas", 2);
                    client.updateScale(kind, name, scale);
                    assertThat(found().at("/spec/replicas").asInt()).isEqualTo(2);
                }));
        step(kind.serves("scale", "patch"), "scale patch", () -> {
            client.patchScale(kind, name, "{\"spec\":{\"replicas\":0}}");
            assertThat(found().at("/spec/replicas").asInt()).isZero();
        });
    }

    private void deletions() {
        step(kind.serves("deletecollection"), "deletecollection dry", () -> {
            client.deleteCollection(kind, SELECTOR, true);
            found();
        });
        step(kind.serves("deletecollection"), "deletecollection", () -> {
            client.deleteCollection(kind, SELECTOR, false);
            gone();
            client.create(kind, example, false);
        });
        step(kind.serves("delete"), "delete dry", () -> {
            client.delete(kind, name, true);
            found();
        });
        step(kind.serves("delete"), "delete", () -> {
            client.delete(kind, name, false);
            gone();
        });
    }

    private JsonNode found() throws Exception {
        JsonNode object = client.get(kind, name);
        assertThat(object).as("the object").isNotNull();
        return object;
    }

    private String label(String label) throws Exception {
        return found().at("/metadata/labels/" + label).asString("");
    }

    private ObjectNode labelled(String label) throws Exception {
        ObjectNode object = (ObjectNode) found();
        object.withObject("/metadata/labels").put(label, "set");
        return object;
    }

    private void gone() {
        eventually(() -> {
            try {
                assertThat(client.get(kind, name)).as("after its deletion").isNull();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void again(Step step) throws Exception {
        for (int i = 1; ; i++) {
            try {
                step.run();
                return;
            } catch (Exception e) {
                if (i == ATTEMPTS
                        || !OfficialJava.words(e).contains("please apply your changes to the latest version")) {
                    throw e;
                }
            }
        }
    }

    /** Everything that happened to the object, from its first event to its last. */
    private void saw(BlockingQueue<String> events) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        while (!seen.contains("DELETED " + name)) {
            String event = events.poll(30, TimeUnit.SECONDS);
            assertThat(event).as("what comes after %s", seen).isNotNull().doesNotStartWith("CLOSED");
            if (event.endsWith(" " + name)) {
                seen.add(event);
            }
        }
        assertThat(seen.get(0)).isEqualTo("ADDED " + name);
        assertThat(seen).contains("MODIFIED " + name);
    }

    private static void close(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException("a watch could not be closed", e);
        }
    }

    /** A pod that a Binding can be about. */
    static JsonNode pod(String name, String namespace) {
        ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", name).put("namespace", namespace);
        pod.withObject("/spec")
                .withArray("/containers")
                .addObject()
                .put("name", "c")
                .put("image", "i:1");
        return pod;
    }
}
