package org.nakhoda.apiserver.registry;

import java.time.Clock;
import org.nakhoda.api.certificates.CertificateSigningRequestStrategy;
import org.nakhoda.api.patch.Patch;
import org.nakhoda.apiserver.registry.Update.Part;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import tools.jackson.databind.node.ObjectNode;

/** {@code certificatesigningrequests/approval}: takes the conditions, and nothing else, from the body. */
final class Approval {
    private final Get get;
    private final Update update;
    private final Clock clock;

    Approval(Get get, Update update, Clock clock) {
        this.get = get;
        this.update = update;
        this.clock = clock;
    }

    ApiResponse handle(Call call) {
        return switch (call.target().verb()) {
            case "get" -> get.handle(call);
            case "update" -> {
                ObjectNode body = Bodies.object(call);
                yield written(call, current -> with(call, current, body));
            }
            case "patch" -> {
                Patch patch = Patching.read(call, call.type());
                yield written(call, current -> with(call, current, Patching.apply(call, patch, current, call.type())));
            }
            default -> throw Refusals.methodNotAllowed();
        };
    }

    private ApiResponse written(Call call, Update.Change change) {
        return Responses.object(call, 200, update.update(call, Part.SERVER, change));
    }

    private ObjectNode with(Call call, ObjectNode current, ObjectNode wanted) {
        CertificateSigningRequestStrategy strategy =
                (CertificateSigningRequestStrategy) call.type().strategy();
        ObjectNode request = strategy.approved(wanted, current, clock.instant());
        ObjectMetadata.takePrecondition(call, request, wanted, current);
        Validation.check(call.type(), call.name(), errors -> strategy.validateApproval(request, current, errors));
        return request;
    }
}
