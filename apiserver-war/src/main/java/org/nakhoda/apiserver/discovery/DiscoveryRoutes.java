package org.nakhoda.apiserver.discovery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;

/**
 * {@code /api}, {@code /apis} and what is below them down to a version: which resources there are. The documents are
 * made when they are first asked for and kept until the catalogue changes, or what is known of other servers' APIs.
 */
public final class DiscoveryRoutes implements Route {
    /** In the server's order: a client that takes anything gets the plain form. */
    private static final List<String> FORMS =
            List.of(ApiResponse.JSON, AggregatedDiscovery.mediaType("v2"), AggregatedDiscovery.mediaType("v2beta1"));

    private static final List<String> PLAIN = List.of(ApiResponse.JSON);

    private final Catalogue catalogue;
    private final RemoteVersion.Source remotes;
    private final String serverAddress;
    private volatile Made made;

    private record Made(List<ResourceType> types, List<RemoteVersion> remotes, Map<String, Document> documents) {}

    /**
     * @param remotes what other servers serve; they themselves are asked for what is below a version
     * @param serverAddress host and port under which clients reach this server, such as {@code 10.0.0.5:6443}
     */
    public DiscoveryRoutes(Catalogue catalogue, RemoteVersion.Source remotes, String serverAddress) {
        this.catalogue = catalogue;
        this.remotes = remotes;
        this.serverAddress = serverAddress;
    }

    private Map<String, Document> documents() {
        List<ResourceType> types = List.copyOf(catalogue.all());
        List<RemoteVersion> elsewhere = remotes.now();
        Made known = made;
        if (known == null || known.remotes() != elsewhere || !known.types().equals(types)) {
            known = new Made(types, elsewhere, documents(ServedGroups.of(types, elsewhere), serverAddress));
            made = known;
        }
        return known.documents();
    }

    private static Map<String, Document> documents(
            Map<String, Map<String, ServedGroups.Version>> groups, String serverAddress) {
        Map<String, Document> documents = new HashMap<>();
        documents.put(
                "/api",
                Document.json(DiscoveryDocuments.versions(
                        groups.getOrDefault("", Map.of()).keySet(), serverAddress)));
        documents.put("/apis", Document.json(DiscoveryDocuments.groups(groups)));
        for (String version : List.of("v2", "v2beta1")) {
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
        String mediaType = AggregatedDiscovery.mediaType(version);
        byte[] bytes = Json.bytes(AggregatedDiscovery.groups(version, groups, included));
        documents.put(path + mediaType, new Document(mediaType, bytes));
    }

    /** The paths of everything that is discovered now. */
    public List<String> paths() {
        return documents().keySet().stream()
                .filter(path -> !path.contains(ApiResponse.JSON))
                .toList();
    }

    /** GET of a path that exists; anything else is answered by whoever knows resources. */
    @Override
    public boolean matches(ApiRequest request) {
        return request.method().equals("GET")
                && !request.path().isEmpty()
                && request.path().size() <= 3
                && request.path().get(0).startsWith("api")
                && documents().containsKey(request.pathText());
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        String path = request.pathText();
        String form = Accept.choose(request, request.path().size() == 1 ? FORMS : PLAIN)
                .orElseThrow(() -> ApiException.of(
                        Reason.NOT_ACCEPTABLE, "only the following media types are accepted: " + ApiResponse.JSON));
        Map<String, Document> all = documents();
        Document document = all.get(form.equals(ApiResponse.JSON) ? path : path + form);
        if (document == null) {
            throw ApiException.of(Reason.NOT_FOUND, "the server could not find the requested resource");
        }
        return document.answer(request);
    }
}
