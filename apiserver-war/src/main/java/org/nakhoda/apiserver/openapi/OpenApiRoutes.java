package org.nakhoda.apiserver.openapi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.discovery.Accept;
import org.nakhoda.apiserver.discovery.Document;
import org.nakhoda.apiserver.discovery.GroupVersions;
import org.nakhoda.apiserver.discovery.PerCatalogue;
import org.nakhoda.apiserver.discovery.VersionInfo;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code /openapi/v2} and {@code /openapi/v3}. Every document is made when it is first asked for; after the catalogue
 * has changed only the documents of the groups and versions that changed are made again.
 */
public final class OpenApiRoutes implements Route {
    private static final Logger LOG = LoggerFactory.getLogger(OpenApiRoutes.class);

    /** What clients ask for; the '@' is not allowed in a media type, so the answer is named without it. */
    private static final String PROTOBUF_ASKED = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    private static final String PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
    private static final List<String> V2_FORMS = List.of(ApiResponse.JSON, PROTOBUF_ASKED, PROTOBUF);
    private static final List<String> V3_FORMS = List.of(ApiResponse.JSON);

    private final Catalogue catalogue;
    private final Supplier<Map<String, String>> remotes;
    private final String version;
    private final PerCatalogue<Map<String, List<ResourceType>>> byPath;
    private final Supplier<List<JsonNode>> remoteSwaggers;
    private volatile MadeV2 v2;
    private final ConcurrentMap<String, V3> v3 = new ConcurrentHashMap<>();

    /** The two forms are made from one tree, which is not kept. */
    private record V2(Document json, Document protobuf) {}

    /** What the document was made of: lists that stay the same as long as nothing changes. */
    private record MadeV2(List<ResourceType> types, List<JsonNode> remotes, V2 document) {}

    private record V3(List<ResourceType> types, Document document) {}

    /**
     * @param remotes the documents of version 3 that other servers have: from a path such as {@code apis/GROUP/VERSION} to
     *     where the document is found under this server's address
     * @param remoteSwaggers the documents of version 2 that other servers have; the same list as long as they stay as they are
     */
    public OpenApiRoutes(
            Catalogue catalogue,
            Supplier<Map<String, String>> remotes,
            Supplier<List<JsonNode>> remoteSwaggers,
            VersionInfo version) {
        this.catalogue = catalogue;
        this.remotes = remotes;
        this.remoteSwaggers = remoteSwaggers;
        this.version = version.gitVersion();
        this.byPath = new PerCatalogue<>(catalogue, OpenApiRoutes::byPath);
    }

    /** Such as {@code api/v1} and {@code apis/apps/v1}. */
    private static Map<String, List<ResourceType>> byPath(List<ResourceType> types) {
        Map<String, List<ResourceType>> paths = new LinkedHashMap<>();
        new GroupVersions(types)
                .groups()
                .forEach((group, versions) -> versions.forEach((name, resources) -> paths.put(
                        (group.isEmpty() ? "api/" : "apis/") + GroupVersions.name(group, name),
                        List.copyOf(resources))));
        return paths;
    }

    private V2 v2() {
        List<ResourceType> types = List.copyOf(catalogue.all());
        List<JsonNode> others = remoteSwaggers.get();
        MadeV2 known = v2;
        if (known == null || known.remotes() != others || !known.types().equals(types)) {
            known = new MadeV2(types, others, makeV2(types, others));
            v2 = known;
        }
        return known.document();
    }

    /** Another server's document that cannot be merged or written is left out: the rest is needed all the same. */
    private V2 makeV2(List<ResourceType> types, List<JsonNode> others) {
        ObjectNode tree = new OpenApiV2().document(catalogue, types, version);
        if (!others.isEmpty()) {
            try {
                ObjectNode merged = tree.deepCopy();
                others.forEach(other -> MergedSwagger.add(merged, other));
                return written(merged);
            } catch (RuntimeException e) {
                LOG.warn(
                        "the OpenAPI v2 documents of other servers cannot be merged, and are left out: {}",
                        e.toString());
            }
        }
        return written(tree);
    }

    private static V2 written(ObjectNode tree) {
        return new V2(Document.json(tree), new Document(PROTOBUF, Gnostic.encode(tree)));
    }

    @Override
    public boolean matches(ApiRequest request) {
        List<String> path = request.path();
        return request.method().equals("GET")
                && path.size() >= 2
                && path.get(0).equals("openapi")
                && (path.get(1).equals("v3") || path.get(1).equals("v2") && path.size() == 2);
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        List<String> path = request.path();
        if (path.get(1).equals("v2")) {
            return form(request, V2_FORMS).equals(ApiResponse.JSON)
                    ? v2().json().answer(request)
                    : v2().protobuf().answer(request);
        }
        form(request, V3_FORMS);
        return path.size() == 2
                ? index(request)
                : groupVersion(request, String.join("/", path.subList(2, path.size())));
    }

    private static String form(ApiRequest request, List<String> forms) {
        return Accept.choose(request, forms)
                .orElseThrow(() -> ApiException.of(
                        Reason.NOT_ACCEPTABLE,
                        "only the following media types are accepted: " + String.join(", ", forms)));
    }

    private ApiResponse index(ApiRequest request) {
        ObjectNode root = Json.object();
        ObjectNode paths = root.putObject("paths");
        byPath.get().forEach((path, types) -> paths.putObject(path)
                .put("serverRelativeURL", hashed(path, document(path, types))));
        remotes.get().forEach((path, address) -> paths.putObject(path).put("serverRelativeURL", address));
        return Document.json(root).answer(request);
    }

    private static String hashed(String path, Document document) {
        return "/openapi/v3/" + path + "?hash=" + document.hash();
    }

    /** With the right hash the answer never changes; with an outdated one the client is sent to the right one. */
    private ApiResponse groupVersion(ApiRequest request, String path) {
        List<ResourceType> types = byPath.get().get(path);
        if (types == null) {
            throw ApiException.of(Reason.NOT_FOUND, "there is no API " + path);
        }
        Document document = document(path, types);
        String hash = request.parameter("hash").orElse("");
        if (hash.isEmpty()) {
            return document.answer(request);
        }
        if (!hash.equals(document.hash())) {
            return new ApiResponse(
                    301,
                    Map.of("Location", hashed(path, document)),
                    new ApiResponse.Body.Whole(ApiResponse.JSON, new byte[0]));
        }
        return document.answer(request, Map.of("Cache-Control", "public, immutable, max-age=31536000"));
    }

    private Document document(String path, List<ResourceType> types) {
        return v3.compute(
                        path,
                        (p, known) -> known != null && known.types().equals(types)
                                ? known
                                : new V3(types, Document.json(new OpenApiV3().document(catalogue, types, version))))
                .document();
    }
}
