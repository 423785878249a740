package org.nakhoda.apiserver.registry;

import java.util.List;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.apiserver.admission.AdmissionStep;
import org.nakhoda.apiserver.admission.AdmissionStep.Operation;
import org.nakhoda.apiserver.admission.ObjectKind;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Refusals;
import org.nakhoda.apiserver.request.RequestTarget;
import org.nakhoda.apiserver.request.SubresourceHandler;
import tools.jackson.databind.node.ObjectNode;

/** A kind that is asked and forgotten: the object that is sent comes back with its answer (SubjectAccessReview, TokenRequest). */
public final class Questions implements SubresourceHandler {
    private final Asked asked;
    private final Body body;
    private final Answerer answerer;
    private final AdmissionChain admission;

    /** Questions that nobody else is asked about. */
    public Questions(Asked asked, Body body, Answerer answerer) {
        this(asked, body, answerer, List.of());
    }

    /** @param admission the steps that are asked about a question first, as about any creation */
    public Questions(Asked asked, Body body, Answerer answerer, List<AdmissionStep> admission) {
        this.asked = asked;
        this.body = body;
        this.answerer = answerer;
        this.admission = new AdmissionChain(admission, List.of());
    }

    /** Which requests these questions are. */
    @FunctionalInterface
    public interface Asked {
        boolean handles(ResourceType type, String subresource);
    }

    /** The kind of the question, given the kind of the URL. */
    @FunctionalInterface
    public interface Body {
        ResourceType of(ResourceType type);
    }

    /** Answers one question. */
    @FunctionalInterface
    public interface Answerer {
        ObjectNode answer(RequestTarget target, ObjectNode question, UserInfo caller);
    }

    @Override
    public boolean handles(ResourceType type, String subresource) {
        return asked.handles(type, subresource);
    }

    @Override
    public ApiResponse handle(ApiRequest request, RequestTarget target, ResourceType type) {
        if (!target.verb().equals("create")) {
            throw Refusals.methodNotAllowed();
        }
        Call call = Call.of(request, target, type);
        ResourceType kind = body.of(type);
        ObjectNode question = Bodies.object(call, kind);
        admission.ask(AdmissionChain.request(Operation.CREATE, call, ObjectKind.of(kind), question, null));
        return Responses.plain(call, 201, answerer.answer(target, question, request.caller()));
    }
}
