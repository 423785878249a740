package org.nakhoda.apiserver.registry;

import java.util.List;
import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.api.catalogue.Subresource;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.admission.ObjectKind;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.RequestTarget;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks admission about connections: to a pod's streams, and through the proxies. Their parameters are the object (PodExecOptions). */
public final class Connecting {
    private final Catalogue catalogue;
    private final AdmissionChain admission;

    public Connecting(Catalogue catalogue, List<AdmissionStep> admission) {
        this.catalogue = catalogue;
        this.admission = new AdmissionChain(admission, List.of());
    }

    /**
     * @param target any; one that is no connection is none of this class's business
     * @throws ApiException if the connection is refused
     */
    public void admit(ApiRequest request, RequestTarget target) {
        if (!isConnection(target.subresource())) {
            return;
        }
        Optional<ResourceType> type = catalogue.byResource(target.group(), target.version(), target.resource());
        if (type.isEmpty() || !type.get().subresources().contains(target.subresource())) {
            return;
        }
        Subresource subresource = Subresource.of(type.get(), target.subresource());
        ObjectKind kind = new ObjectKind(subresource.group(), subresource.version(), subresource.kind());
        ObjectNode options = Json.object().put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
        read(request, target, options);
        Call call = Call.of(request, target, type.get());
        admission.ask(AdmissionChain.request(Operation.CONNECT, call, kind, options, null));
    }

    private static boolean isConnection(String subresource) {
        return switch (subresource) {
            case "exec", "attach", "portforward", "proxy" -> true;
            default -> false;
        };
    }

    private static void read(ApiRequest request, RequestTarget target, ObjectNode options) {
        switch (target.subresource()) {
            case "exec", "attach" -> {
                for (String stream : List.of("stdin", "stdout", "stderr", "tty")) {
                    if (request.flag(stream)) {
                        options.put(stream, true);
                    }
                }
                request.parameter("container").ifPresent(container -> options.put("container", container));
                List<String> command = request.query().getOrDefault("command", List.of());
                if (!command.isEmpty()) {
                    ArrayNode words = options.putArray("command");
                    command.forEach(words::add);
                }
            }
            case "portforward" -> ports(request, options);
            default -> {
                if (!target.rest().isEmpty()) {
                    options.put("path", "/" + String.join("/", target.rest()));
                }
            }
        }
    }

    private static void ports(ApiRequest request, ObjectNode options) {
        for (String list : request.query().getOrDefault("ports", List.of())) {
            for (String port : list.split(",", -1)) {
                try {
                    options.withArray("/ports").add(Integer.parseInt(port.strip()));
                } catch (NumberFormatException e) {
                    throw ApiException.badRequest("invalid port \"" + port + "\": must be a number");
                }
            }
        }
    }
}
