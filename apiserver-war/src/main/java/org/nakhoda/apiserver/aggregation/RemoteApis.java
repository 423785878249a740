package org.nakhoda.apiserver.aggregation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.nakhoda.api.json.Json;
import org.nakhoda.apiserver.aggregation.RemoteCheck.Description;
import org.nakhoda.apiserver.discovery.RemoteVersion;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** What is known of the group versions that other servers serve: the registrations, and what each server said last. */
final class RemoteApis implements RemoteVersion.Source {
    private static final Description UNKNOWN = new Description(Json.array(), "", MissingNode.getInstance());

    private final ApiServices services;
    private final Map<String, Description> descriptions = new ConcurrentHashMap<>();
    private volatile View view = new View(List.of(), List.of(), List.of(), List.of());

    /** What was made of certain registrations and descriptions. */
    private record View(
            List<ApiService> services,
            List<Description> descriptions,
            List<RemoteVersion> versions,
            List<JsonNode> swaggers) {
        boolean isOf(List<ApiService> others, List<Description> theirs) {
            if (services.size() != others.size()) {
                return false;
            }
            for (int i = 0; i < others.size(); i++) {
                if (services.get(i) != others.get(i) || descriptions.get(i) != theirs.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    RemoteApis(ApiServices services) {
        this.services = services;
    }

    /** Keeps what a server said, if it is news. */
    void learn(String name, Description description) {
        Description known = descriptions.get(name);
        if (!description.equals(known)) {
            descriptions.put(name, description);
        }
    }

    void retain(Collection<String> names) {
        descriptions.keySet().retainAll(names);
    }

    @Override
    public List<RemoteVersion> now() {
        return view().versions();
    }

    /** Documents of OpenAPI v2, each of which has the paths of one group version; the same list as long as nothing has changed. */
    List<JsonNode> swaggers() {
        return view().swaggers();
    }

    private View view() {
        List<ApiService> registered = services.remote();
        List<Description> described = registered.stream()
                .map(service -> descriptions.getOrDefault(service.name(), UNKNOWN))
                .toList();
        View known = view;
        if (!known.isOf(registered, described)) {
            List<RemoteVersion> versions = new ArrayList<>();
            for (int i = 0; i < registered.size(); i++) {
                ApiService service = registered.get(i);
                versions.add(new RemoteVersion(
                        service.group(),
                        service.version(),
                        service.priority(),
                        service.available() && described.get(i) != UNKNOWN,
                        described.get(i).resources()));
            }
            List<JsonNode> swaggers = described.stream()
                    .map(Description::swagger)
                    .filter(JsonNode::isObject)
                    .toList();
            // whether a server answers just now does not change what its API is
            known = new View(
                    registered,
                    described,
                    List.copyOf(versions),
                    swaggers.equals(known.swaggers()) ? known.swaggers() : swaggers);
            view = known;
        }
        return known;
    }

    /** From {@code apis/GROUP/VERSION} to where the document is. */
    Map<String, String> openApi() {
        Map<String, String> addresses = new LinkedHashMap<>();
        for (ApiService service : services.remote()) {
            String address = descriptions.getOrDefault(service.name(), UNKNOWN).openApi();
            if (service.available() && !address.isEmpty()) {
                addresses.put("apis/" + service.groupVersion(), address);
            }
        }
        return addresses;
    }
}
