package org.nakhoda.it.surface;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The kinds that a server serves, each with an example out of the catalogue's own tests. */
final class Kinds {
    private static final Path TABLES =
            Path.of(System.getProperty("nakhoda.home"), "src/api/src/test/resources/org/nakhoda/api/catalogue/kinds");
    /** Questions are answered and not kept: they stand in no table of stored kinds. */
    private static final String QUESTIONS = """
            - {kind: authentication.k8s.io/v1 TokenReview, valid: {metadata: {}, spec: {token: none}}}
            - {kind: authentication.k8s.io/v1 SelfSubjectReview, valid: {metadata: {}}}
            - kind: authorization.k8s.io/v1 SubjectAccessReview
              valid: {metadata: {}, spec: {user: u, resourceAttributes: {verb: get, resource: pods}}}
            - kind: authorization.k8s.io/v1 SelfSubjectAccessReview
              valid: {metadata: {}, spec: {resourceAttributes: {verb: get, resource: pods}}}
            - {kind: authorization.k8s.io/v1 SelfSubjectRulesReview, valid: {metadata: {}, spec: {namespace: team}}}
            - kind: authorization.k8s.io/v1 LocalSubjectAccessReview
              valid: {metadata: {namespace: team}, spec: {user: u, resourceAttributes: {verb: get, resource: pods, namespace: team}}}
            - {kind: v1 Binding, valid: {metadata: {name: nobody, namespace: team}, target: {name: nowhere}}}
            """;

    private Kinds() {}

    /** @param get the JSON document at a path of the server */
    static List<Kind> served(Function<String, JsonNode> get) {
        Map<String, JsonNode> examples = examples();
        List<Kind> kinds = new ArrayList<>(of(get.apply("/api/v1"), examples));
        for (JsonNode group : get.apply("/apis").path("groups")) {
            for (JsonNode version : group.path("versions")) {
                kinds.addAll(
                        of(get.apply("/apis/" + version.path("groupVersion").asString()), examples));
            }
        }
        return kinds;
    }

    private static List<Kind> of(JsonNode resources, Map<String, JsonNode> examples) {
        String apiVersion = resources.path("groupVersion").asString();
        int slash = apiVersion.indexOf('/');
        Map<String, Map<String, Set<String>>> subresources = new HashMap<>();
        for (JsonNode resource : resources.path("resources")) {
            String[] path = resource.path("name").asString().split("/", 2);
            if (path.length == 2) {
                subresources.computeIfAbsent(path[0], p -> new TreeMap<>()).put(path[1], verbs(resource));
            }
        }
        List<Kind> kinds = new ArrayList<>();
        for (JsonNode resource : resources.path("resources")) {
            String plural = resource.path("name").asString();
            if (plural.contains("/")) {
                continue;
            }
            String kind = resource.path("kind").asString();
            JsonNode example = examples.get(apiVersion + " " + kind);
            if (example == null) {
                throw new AssertionError("no example of " + apiVersion + " " + kind);
            }
            ObjectNode object = Json.object().put("apiVersion", apiVersion).put("kind", kind);
            object.setAll((ObjectNode) example.deepCopy());
            object.withObject("/metadata").remove("uid");
            touchNothing(object);
            kinds.add(new Kind(
                    slash < 0 ? "" : apiVersion.substring(0, slash),
                    apiVersion.substring(slash + 1),
                    kind,
                    plural,
                    resource.path("namespaced").asBoolean(),
                    verbs(resource),
                    subresources.getOrDefault(plural, Map.of()),
                    object));
        }
        return kinds;
    }

    /** What judges other objects is to judge none of this walk. */
    private static void touchNothing(ObjectNode object) {
        for (JsonNode webhook : object.path("webhooks")) {
            ((ObjectNode) webhook).withObject("/objectSelector/matchLabels").put("judged", "by-nobody");
        }
        if (object.path("spec").has("matchConstraints")) {
            object.withObject("/spec/matchConstraints/objectSelector/matchLabels")
                    .put("judged", "by-nobody");
        }
    }

    /** PKCS#10 of a key that nobody has. */
    private static final String REQUEST =
            "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0KTUlITE1ITUNBUUF3RVRFUE1BMEdBMVVFQXd3R2QyRn"
                    + "NhMlZ5TUZrd0V3WUhLb1pJemowQ0FRWUlLb1pJemowRApBUWNEUWdBRXpuUFR3dHFjUkV3S0FXVFVpMHJJNmRoQ294"
                    + "Y3pwNDBXOVh3OWZWclMveTFlZTcxc2x6cFRUMGQrCldFYjEvazZyS0dsVmMyaUlCL1FUUzF1QkNRWTZ5NkFBTUFvR0"
                    + "NDcUdTTTQ5QkFNQ0EwZ0FNRVVDSVFERGxxWFMKYnFsM0gzaVNtK0lXVnFjamRXcjFKMk5aaGJLUWdSNTNKdy9pb3dJ"
                    + "Z0FTN2N4ZTRHelJLdFhTcm40QndIdlAvVwpicGZIanY2dU1MQi9NNmRJeUY0PQotLS0tLUVORCBDRVJUSUZJQ0FURS"
                    + "BSRVFVRVNULS0tLS0K";

    /** A request for a certificate that kubectl can read, and autoscaling in words that the typed models have. */
    private static final Map<String, String> OF_OUR_OWN = Map.of(
            "certificates.k8s.io/v1 CertificateSigningRequest",
            "{metadata: {name: a}, spec: {signerName: example.com/s, usages: [client auth], request: " + REQUEST + "}}",
            "autoscaling/v2 HorizontalPodAutoscaler",
            "{metadata: {name: a, namespace: team}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1,"
                    + " kind: Deployment, name: d}, metrics: [{type: Resource, resource: {name: cpu, target: {type:"
                    + " Utilization, averageUtilization: 60}}}]}}");

    private static Set<String> verbs(JsonNode resource) {
        Set<String> verbs = new HashSet<>();
        resource.path("verbs").forEach(verb -> verbs.add(verb.asString()));
        return verbs;
    }

    private static Map<String, JsonNode> examples() {
        Map<String, JsonNode> examples = new HashMap<>();
        List<String> tables = new ArrayList<>(List.of(QUESTIONS));
        try (Stream<Path> files = Files.list(TABLES)) {
            for (Path file : files.toList()) {
                tables.add(Files.readString(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (String table : tables) {
            Yaml.parse(table).forEach(row -> examples.put(row.path("kind").asString(), row.path("valid")));
        }
        OF_OUR_OWN.forEach((kind, example) -> examples.put(kind, Yaml.parse(example)));
        return examples;
    }

    /** The example in another namespace: wherever it names its own. */
    static ObjectNode in(String namespace, Kind kind) {
        return (ObjectNode) moved(kind.example().deepCopy(), namespace);
    }

    private static JsonNode moved(JsonNode node, String namespace) {
        if (node instanceof ObjectNode object) {
            object.properties().forEach(entry -> entry.setValue(moved(entry.getValue(), namespace)));
        } else if (node.isArray()) {
            node.forEach(item -> moved(item, namespace));
        } else if (node.isString() && node.asString().equals(Kind.TEAM)) {
            return StringNode.valueOf(namespace);
        }
        return node;
    }
}
