package org.nakhoda.apiserver.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.meta.GroupResource;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.store.ClusterStore;

/** Answers {@code GET pods/log} from the agent of the pod's node. */
public final class PodLogs {
    private static final String TEXT = "text/plain";
    private static final List<String> PASSED_ON = List.of(
            "follow", "previous", "timestamps", "sinceSeconds", "sinceTime", "tailLines", "limitBytes", "stream");

    private final ClusterStore store;
    private final AgentLocator locator;
    private final AgentPages pages;

    public PodLogs(ClusterStore store, AgentDialer dialer) {
        this.store = store;
        this.locator = new AgentLocator(store);
        this.pages = new AgentPages(dialer);
    }

    /**
     * @throws ApiException if there is no such pod or container, a parameter is wrong, or the agent cannot be reached
     */
    public ApiResponse answer(ApiRequest request, String namespace, String name) {
        validate(request, name);
        PodTarget pod = PodTarget.find(store, namespace, name);
        String container = pod.container(request.parameter("container").orElse(""));
        if (!pod.assigned()) {
            return new ApiResponse(200, Map.of(), new ApiResponse.Body.Whole(TEXT, new byte[0]));
        }
        Agent agent = locator.locate(pod.node());
        List<String> parameters = new ArrayList<>();
        for (String parameter : PASSED_ON) {
            request.parameter(parameter)
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> parameters.add(parameter + "=" + StreamKind.encode(value)));
        }
        String path = StreamKind.path("containerLogs", namespace, name, container) + StreamKind.query(parameters);
        String follow = request.parameter("follow").orElse("false");
        boolean following = follow.equals("true") || follow.equals("1");
        return following
                ? pages.follow(agent, path, refusal -> refused(refusal, name, container))
                : pages.fetch(agent, path, refusal -> refused(refusal, name, container));
    }

    private static void validate(ApiRequest request, String name) {
        FieldErrors errors = new FieldErrors();
        atLeast(request, "tailLines", 0, errors);
        atLeast(request, "limitBytes", 1, errors);
        atLeast(request, "sinceSeconds", 1, errors);
        if (request.parameter("sinceSeconds").isPresent()
                && request.parameter("sinceTime").isPresent()) {
            errors.forbidden("sinceSeconds", "at most one of `sinceTime` or `sinceSeconds` may be specified");
        }
        if (!errors.isEmpty()) {
            throw ApiException.invalid("", "PodLogOptions", name, errors.causes());
        }
    }

    private static void atLeast(ApiRequest request, String parameter, long least, FieldErrors errors) {
        request.parameter(parameter).filter(text -> !text.isEmpty()).ifPresent(text -> {
            try {
                if (Long.parseLong(text) >= least) {
                    return;
                }
            } catch (NumberFormatException e) {
                // refused below
            }
            errors.invalid(parameter, text, "must be a number greater than or equal to " + least);
        });
    }

    private static ApiResponse refused(AgentPages.Refusal refusal, String pod, String container) {
        String said = refusal.text().isEmpty()
                ? "the logs of container \"" + container + "\" in pod \"" + pod + "\" are not available"
                : refusal.text();
        Reason reason =
                switch (refusal.status()) {
                    case 400 -> Reason.BAD_REQUEST;
                    case 404 -> Reason.NOT_FOUND;
                    default -> Reason.INTERNAL_ERROR;
                };
        return ApiResponse.of(ApiException.about(reason, GroupResource.core("pods"), pod, said));
    }
}
