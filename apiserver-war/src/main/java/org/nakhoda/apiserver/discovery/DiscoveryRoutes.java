package org.nakhoda.apiserver.discovery;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.json.Yaml;
import org.nakhoda.api.protobuf.ProtobufDecoder;
import org.nakhoda.api.protobuf.ProtobufEncoder;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /api}, {@code /apis} and what is below them down to a version: which resources there are. The documents are
 * made when they are first asked for and kept until the catalogue changes, or what is known of other servers' APIs.
 */
public final class DiscoveryRoutes implements Route {
    private static final String YAML = "application/yaml";
    /** In the server's order: a client that takes anything gets JSON. */
    private static final List<String> FORMATS = List.of(ApiResponse.JSON, YAML, ProtobufDecoder.MEDIA_TYPE);

    private static final List<String> AGGREGATED_VERSIONS = List.of("v2", "v2beta1");

    /** From a media type with the parameters that ask for discovery in one document, to the document and its format. */
    private static final Map<String, Form> FORMS = forms();

    private static final List<String> ALL_FORMS = List.copyOf(FORMS.keySet());

    private final Catalogue catalogue;
    private final RemoteVersion.Source remotes;
    private final String serverAddress;
    private volatile Made made;

    /**
     * @param documents in JSON, by their paths, to which a version is appended where a document is aggregated
     * @param others in other formats, once they have been asked for
     */
    private record Made(
            List<ResourceType> types,
            List<RemoteVersion> remotes,
            Map<String, Document> documents,
            ConcurrentMap<String, Document> others) {}

    /** @param aggregated the version of the document that has everything; "" for the plain ones */
    private record Form(String format, String aggregated) {}

    private static Map<String, Form> forms() {
        Map<String, Form> forms = new LinkedHashMap<>();
        FORMATS.forEach(format -> forms.put(format, new Form(format, "")));
        for (String version : AGGREGATED_VERSIONS) {
            FORMATS.forEach(
                    format -> forms.put(AggregatedDiscovery.mediaType(format, version), new Form(format, version)));
        }
        return forms;
    }

    /**
     * @param remotes what other servers serve; they themselves are asked for what is below a version
     * @param serverAddress host and port under which clients reach this server, such as {@code 10.0.0.5:6443}
     */
    public DiscoveryRoutes(Catalogue catalogue, RemoteVersion.Source remotes, String serverAddress) {
        this.catalogue = catalogue;
        this.remotes = remotes;
        this.serverAddress = serverAddress;
    }

    private Made made() {
        List<ResourceType> types = List.copyOf(catalogue.all());
        List<RemoteVersion> elsewhere = remotes.now();
        Made known = made;
        if (known == null || known.remotes() != elsewhere || !known.types().equals(types)) {
            known = new Made(
                    types,
                    elsewhere,
                    documents(ServedGroups.of(types, elsewhere), serverAddress),
                    new ConcurrentHashMap<>());
            made = known;
        }
        return known;
    }

    private static Map<String, Document> documents(
            Map<String, Map<String, ServedGroups.Version>> groups, String serverAddress) {
        Map<String, Document> documents = new HashMap<>();
        documents.put(
                "/api",
                Document.json(DiscoveryDocuments.versions(
                        groups.getOrDefault("", Map.of()).keySet(), serverAddress)));
        documents.put("/apis", Document.json(DiscoveryDocuments.groups(groups)));
        for (String version : AGGREGATED_VERSIONS) {
            aggregated(documents, "/api", version, groups, String::isEmpty);
            aggregated(documents, "/apis", version, groups, group -> !group.isEmpty());
        }
        groups.forEach((group, versions) -> {
            if (!group.isEmpty()) {
                documents.put("/apis/" + group, Document.json(DiscoveryDocuments.group(group, versions.keySet())));
            }
            versions.forEach((version, served) -> {
                if (served.remote() == null) {
                    documents.put(
                            (group.isEmpty() ? "/api/" : "/apis/") + GroupVersions.name(group, version),
                            Document.json(DiscoveryDocuments.resources(group, version, served.types())));
                }
            });
        });
        return Map.copyOf(documents);
    }

    private static void aggregated(
            Map<String, Document> documents,
            String path,
            String version,
            Map<String, Map<String, ServedGroups.Version>> groups,
            Predicate<String> included) {
        byte[] bytes = Json.bytes(AggregatedDiscovery.groups(version, groups, included));
        documents.put(path + version, new Document(AggregatedDiscovery.mediaType(ApiResponse.JSON, version), bytes));
    }

    /** The paths of everything that is discovered now. */
    public List<String> paths() {
        return made().documents().keySet().stream()
                .filter(path -> AGGREGATED_VERSIONS.stream()
                        .noneMatch(version -> path.equals("/api" + version) || path.equals("/apis" + version)))
                .toList();
    }

    /** GET of a path that exists; anything else is answered by whoever knows resources. */
    @Override
    public boolean matches(ApiRequest request) {
        return request.method().equals("GET")
                && !request.path().isEmpty()
                && request.path().size() <= 3
                && request.path().get(0).startsWith("api")
                && made().documents().containsKey(request.pathText());
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        String path = request.pathText();
        Form form = FORMS.get(Accept.choose(request, request.path().size() == 1 ? ALL_FORMS : FORMATS)
                .orElseThrow(() -> ApiException.of(
                        Reason.NOT_ACCEPTABLE,
                        "only the following media types are accepted: " + String.join(", ", FORMATS))));
        Made known = made();
        Document document = known.documents().get(path + form.aggregated());
        if (document == null) {
            throw ApiException.of(Reason.NOT_FOUND, "the server could not find the requested resource");
        }
        if (!form.format().equals(ApiResponse.JSON)) {
            document = known.others().computeIfAbsent(path + " " + form, p -> written(known, path, form));
        }
        return document.answer(request, form.aggregated().isEmpty() ? Map.of() : Map.of("Cache-Control", "public"));
    }

    private static Document written(Made known, String path, Form form) {
        JsonNode tree =
                Json.parse(known.documents().get(path + form.aggregated()).bytes());
        String mediaType = form.aggregated().isEmpty()
                ? form.format()
                : AggregatedDiscovery.mediaType(form.format(), form.aggregated());
        return new Document(
                mediaType,
                form.format().equals(YAML)
                        ? Yaml.write(tree).getBytes(StandardCharsets.UTF_8)
                        : ProtobufEncoder.encode((ObjectNode) tree));
    }
}
