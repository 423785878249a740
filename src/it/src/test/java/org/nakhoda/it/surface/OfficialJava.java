package org.nakhoda.it.surface;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import okhttp3.Call;
import okhttp3.Response;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * The official Java client with its generated calls, which are found by the names that they get from the operations of
 * Kubernetes' OpenAPI: {@code readNamespacedPodStatus} for the status of a Pod. Every answer passes through its models,
 * which refuse an object that lacks a required field or has one they do not know.
 */
final class OfficialJava implements Surface {
    private static final String DRY = "All";

    private final ApiClient client;
    private final String namespace;

    OfficialJava(ApiClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public String name() {
        return "official Java client";
    }

    /** A generated call that waits for its options. */
    private record Request(Object builder) {
        Request with(String option, Object value) throws Exception {
            if (value == null) {
                return this;
            }
            for (Method method : builder.getClass().getMethods()) {
                if (method.getName().equals(option)) {
                    method.invoke(builder, value);
                    return this;
                }
            }
            throw new NotOffered(option);
        }

        Object execute() throws Exception {
            return unwrapped(() -> builder.getClass().getMethod("execute").invoke(builder));
        }

        Call call() throws ApiException {
            try {
                return (Call) Arrays.stream(builder.getClass().getMethods())
                        .filter(method -> method.getName().equals("buildCall"))
                        .findFirst()
                        .orElseThrow()
                        .invoke(builder, (Object) null);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        Class<?> answers() throws NoSuchMethodException {
            return builder.getClass().getMethod("execute").getReturnType();
        }
    }

    @FunctionalInterface
    private interface Reflected {
        Object call() throws Exception;
    }

    private static Object unwrapped(Reflected call) throws Exception {
        try {
            return call.call();
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** The generated class of a group and version: {@code RbacAuthorizationV1Api}. */
    private Object api(Kind kind) throws Exception {
        StringBuilder name = new StringBuilder();
        String group = kind.group().isEmpty() ? "core" : kind.group().replaceAll("\\.k8s\\.io$", "");
        for (String word : (group + "." + kind.version()).split("\\.")) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        try {
            return Class.forName("io.kubernetes.client.openapi.apis." + name + "Api")
                    .getConstructor(ApiClient.class)
                    .newInstance(client);
        } catch (ClassNotFoundException e) {
            throw new NotOffered("the group " + kind.group());
        }
    }

    private Request request(Kind kind, String verb, String subresource, Object... arguments) throws Exception {
        return named(kind, verb + (kind.namespaced() ? "Namespaced" : "") + kind.kind() + subresource, arguments);
    }

    private Request named(Kind kind, String name, Object... arguments) throws Exception {
        Object api = api(kind);
        for (Method method : api.getClass().getMethods()) {
            if (method.getName().equals(name)) {
                Object[] given = given(kind, method, arguments);
                return new Request(unwrapped(() -> method.invoke(api, given)));
            }
        }
        throw new NotOffered(name);
    }

    /** The order of the generated methods: name, namespace, body. */
    private Object[] given(Kind kind, Method method, Object... arguments) {
        List<Object> given = new ArrayList<>(Arrays.asList(arguments));
        if (kind.namespaced() && given.size() < method.getParameterCount()) {
            given.add(!given.isEmpty() && given.get(0) instanceof String ? 1 : 0, namespace);
        }
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) instanceof JsonNode tree) {
                given.set(i, JSON.getGson().fromJson(tree.toString(), method.getParameterTypes()[i]));
            }
        }
        return given.toArray();
    }

    private static JsonNode tree(Object model) {
        return Json.parse(JSON.serialize(model));
    }

    private static String dry(boolean dryRun) {
        return dryRun ? DRY : null;
    }

    @Override
    public JsonNode create(Kind kind, JsonNode object, boolean dryRun) throws Exception {
        Request request = request(kind, "create", "", object).with("dryRun", dry(dryRun));
        // every API server answers a Binding with a Status, whatever its OpenAPI and the model that is made of it say
        return kind.kind().equals("Binding") ? unread(request.call()) : tree(request.execute());
    }

    private static JsonNode unread(Call call) throws IOException, ApiException {
        try (Response response = call.execute()) {
            String body = response.body().string();
            if (!response.isSuccessful()) {
                throw new ApiException(response.code(), body);
            }
            return Json.parse(body);
        }
    }

    @Override
    public JsonNode get(Kind kind, String name) throws Exception {
        try {
            return tree(request(kind, "read", "", name).execute());
        } catch (ApiException e) {
            if (e.getCode() == 404) {
                return null;
            }
            throw e;
        }
    }

    private Request listing(Kind kind, boolean everywhere) throws Exception {
        return everywhere && kind.namespaced()
                ? named(kind, "list" + kind.kind() + "ForAllNamespaces")
                : request(kind, "list", "");
    }

    @Override
    public JsonNode list(Kind kind, boolean everywhere, String labels) throws Exception {
        return tree(listing(kind, everywhere).with("labelSelector", labels).execute());
    }

    @Override
    public JsonNode update(Kind kind, JsonNode object, boolean dryRun) throws Exception {
        String name = object.at("/metadata/name").asString();
        return tree(request(kind, "replace", "", name, object)
                .with("dryRun", dry(dryRun))
                .execute());
    }

    @Override
    public JsonNode patch(Kind kind, String name, PatchForm form, String patch, boolean dryRun) throws Exception {
        Request request = request(kind, "patch", "", name, new V1Patch(patch)).with("dryRun", dry(dryRun));
        if (form == PatchForm.APPLY) {
            request.with("fieldManager", "walk").with("force", true);
        }
        return tree(PatchUtils.patch(request.answers(), request::call, form.mediaType, client));
    }

    @Override
    public JsonNode getStatus(Kind kind, String name) throws Exception {
        return tree(request(kind, "read", "Status", name).execute());
    }

    @Override
    public JsonNode updateStatus(Kind kind, JsonNode object) throws Exception {
        return tree(
                request(kind, "replace", "Status", object.at("/metadata/name").asString(), object)
                        .execute());
    }

    @Override
    public JsonNode patchStatus(Kind kind, String name, String mergePatch) throws Exception {
        return patched(request(kind, "patch", "Status", name, new V1Patch(mergePatch)));
    }

    private JsonNode patched(Request request) throws Exception {
        return tree(PatchUtils.patch(request.answers(), request::call, PatchForm.MERGE.mediaType, client));
    }

    @Override
    public JsonNode getScale(Kind kind, String name) throws Exception {
        return tree(request(kind, "read", "Scale", name).execute());
    }

    @Override
    public JsonNode updateScale(Kind kind, String name, JsonNode scale) throws Exception {
        return tree(request(kind, "replace", "Scale", name, scale).execute());
    }

    @Override
    public JsonNode patchScale(Kind kind, String name, String mergePatch) throws Exception {
        return patched(request(kind, "patch", "Scale", name, new V1Patch(mergePatch)));
    }

    @Override
    public void delete(Kind kind, String name, boolean dryRun) throws Exception {
        request(kind, "delete", "", name).with("dryRun", dry(dryRun)).execute();
    }

    @Override
    public void deleteCollection(Kind kind, String labels, boolean dryRun) throws Exception {
        request(kind, "deleteCollection", "")
                .with("labelSelector", labels)
                .with("dryRun", dry(dryRun))
                .execute();
    }

    @Override
    public AutoCloseable watch(Kind kind, String labels, BlockingQueue<String> events) throws Exception {
        Following following = new Following(kind, labels, events);
        following.open("");
        Thread reader = new Thread(following, "watch-" + kind.plural());
        reader.setDaemon(true);
        reader.start();
        return following;
    }

    /** A watch that goes on from the last event it has seen when its connection breaks, as this client's informers do. */
    private final class Following implements Runnable, AutoCloseable {
        private final Kind kind;
        private final String labels;
        private final BlockingQueue<String> events;
        private volatile Watch<KubernetesObject> watch;
        private volatile boolean closed;

        Following(Kind kind, String labels, BlockingQueue<String> events) {
            this.kind = kind;
            this.labels = labels;
            this.events = events;
        }

        void open(String revision) throws Exception {
            Call call = listing(kind, false)
                    .with("labelSelector", labels)
                    .with("resourceVersion", revision.isEmpty() ? null : revision)
                    .with("watch", true)
                    .call();
            watch = Watch.createWatch(client, call, eventType(kind));
        }

        @Override
        public void run() {
            String revision = "";
            while (!closed) {
                try {
                    while (watch.hasNext()) {
                        Watch.Response<KubernetesObject> event = watch.next();
                        revision = event.object.getMetadata().getResourceVersion();
                        events.add(event.type + " " + event.object.getMetadata().getName());
                    }
                    events.add("CLOSED by the server");
                    return;
                } catch (RuntimeException e) {
                    if (closed || revision.isEmpty() || !(e.getCause() instanceof IOException)) {
                        events.add("CLOSED " + e);
                        return;
                    }
                }
                try {
                    open(revision);
                } catch (Exception e) {
                    events.add("CLOSED " + e);
                    return;
                }
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            watch.close();
        }
    }

    /** {@code Watch.Response<V1Pod>}, with the model that reading one answers. */
    private Type eventType(Kind kind) throws Exception {
        return com.google.gson.reflect.TypeToken.getParameterized(
                        Watch.Response.class, request(kind, "read", "", "any").answers())
                .getType();
    }

    /** What an ApiException hides: the server's words. */
    static String words(Throwable e) {
        return e instanceof ApiException refused ? refused.getCode() + " " + refused.getResponseBody() : e.toString();
    }
}
