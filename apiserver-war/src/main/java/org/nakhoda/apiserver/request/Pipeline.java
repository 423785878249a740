package org.nakhoda.apiserver.request;

import java.util.List;
import java.util.Map;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.authn.RequestAuthentication;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.authz.Authorizer;
import org.nakhoda.apiserver.authz.Authorizer.Attributes;
import org.nakhoda.apiserver.authz.Impersonator;
import org.nakhoda.apiserver.authz.Refusal;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import org.nakhoda.db.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way of every request, over HTTP or within the VM: authenticate (and become whoever is
 * impersonated), count, send on to the leading master what only that
 * may do, limit, authorize, route. Whatever goes wrong on it is answered with a {@code Status}; nothing is thrown at the caller.
 */
public final class Pipeline implements ApiHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final String GET = "GET";
    /** What documents such as discovery serve: a HEAD is a GET whose body HTTP leaves out. */
    private static final List<String> READING = List.of(GET, "HEAD");

    private final RequestAuthentication authentication;
    private final Authorizer authorizer;
    private final Impersonator impersonator;
    private final Forwarding forwarding;
    private final FlowControl flowControl;
    private final RequestObserver observer;
    private final List<Route> routes;
    private final ResourceRequests resources;
    private final RefusalForm refusals;

    /** @param refusals the form in which a client is told of a refusal */
    public Pipeline(
            RequestAuthentication authentication,
            Authorizer authorizer,
            Forwarding forwarding,
            FlowControl flowControl,
            RequestObserver observer,
            List<Route> routes,
            ResourceRequests resources,
            RefusalForm refusals) {
        this.authentication = authentication;
        this.authorizer = authorizer;
        this.impersonator = new Impersonator(authorizer);
        this.forwarding = forwarding;
        this.flowControl = flowControl;
        this.observer = observer;
        this.routes = List.copyOf(routes);
        this.resources = resources;
        this.refusals = refusals;
    }

    /** Answers a request. Blocks while a write waits for its commit; never throws. */
    @Override
    public ApiResponse handle(ApiRequest request) {
        long start = System.nanoTime();
        RequestTarget target = RequestTarget.of(request);
        UserInfo caller = request.caller();
        ApiResponse response;
        FlowControl.Flow flow = FlowControl.Flow.UNLIMITED;
        observer.started(target);
        try {
            caller = authenticate(request);
            caller = actingAs(caller, request, target);
            ApiRequest known = caller == request.caller() ? request : request.withCaller(caller);
            // what a part of this process asks for is done here or not at all
            boolean own = request.caller() != null;
            response = own ? null : forwarding.instead(known, target).orElse(null);
            if (response == null) {
                flow = flowControl.flow(known, target, caller);
                response = own ? answer(known, target, flow) : answerOrForward(known, target, flow);
            }
        } catch (Exception | StackOverflowError e) {
            response = refusal(e, request, target);
        }
        response = response.with(flow.headers());
        int status = response.status();
        observer.answered(request, target, caller, status, System.nanoTime() - start);
        if (response.body() instanceof Body.Frames frames) {
            Runnable ended = () -> observer.ended(target, status);
            return new ApiResponse(
                    status,
                    response.headers(),
                    new Body.Frames(frames.contentType(), new ObservedFrames(frames.source(), ended)));
        }
        if (target.longRunning()) {
            observer.ended(target, status);
        }
        return response;
    }

    private ApiResponse answer(ApiRequest request, RequestTarget target, FlowControl.Flow flow) {
        try (FlowControl.Permit permit = flow.enter(target, request.caller())) {
            authorize(request, target);
            return route(request, target);
        }
    }

    /** This master may cease to lead while it works on a write. */
    private ApiResponse answerOrForward(ApiRequest request, RequestTarget target, FlowControl.Flow flow) {
        try {
            return answer(request, target, flow);
        } catch (StoreException e) {
            return forwarding.after(e, request, target).orElseThrow(() -> e);
        }
    }

    /**
     * The first half of the way, for requests that end in a raw connection instead of a response.
     *
     * @return the request with its caller
     * @throws ApiException if the caller is not known or not allowed
     */
    public ApiRequest admit(ApiRequest request, RequestTarget target) {
        ApiRequest known = request.withCaller(actingAs(authenticate(request), request, target));
        authorize(known, target);
        return known;
    }

    private UserInfo authenticate(ApiRequest request) {
        return request.caller() != null
                ? request.caller()
                : authentication.authenticate(request.credentials(), request.path());
    }

    /** Somebody else, if the caller asks for that and may; see {@link Impersonator}. */
    private UserInfo actingAs(UserInfo caller, ApiRequest request, RequestTarget target) {
        UserInfo wanted = request.credentials().impersonated();
        return wanted == null ? caller : impersonator.become(wanted, attributes(caller, request, target));
    }

    private void authorize(ApiRequest request, RequestTarget target) {
        Refusal.unlessAllowed(authorizer, attributes(request.caller(), request, target));
    }

    private static Attributes attributes(UserInfo caller, ApiRequest request, RequestTarget target) {
        return target.resourceRequest()
                ? target.attributes(request.withCaller(caller))
                : target.attributes(caller, request.pathText());
    }

    private ApiResponse route(ApiRequest request, RequestTarget target) {
        if (target.resourceRequest()) {
            return resources.handle(request, target);
        }
        ApiRequest asked = request.method().equals("HEAD") ? request.withMethod(GET) : request;
        for (Route route : routes) {
            if (route.matches(asked)) {
                return route.handle(asked);
            }
        }
        throw isDocument(request) ? Refusals.methodNotAllowed() : Refusals.noSuchPath();
    }

    private boolean isDocument(ApiRequest request) {
        ApiRequest read = request.withMethod(GET);
        return routes.stream().anyMatch(route -> route.matches(read));
    }

    private ApiResponse refusal(Throwable fault, ApiRequest request, RequestTarget target) {
        ApiException refusal;
        if (fault instanceof ApiException e) {
            refusal = e;
        } else if (fault instanceof StoreException e) {
            refusal = Refusals.of(e);
        } else {
            LOG.error("{} {} failed", request.method(), request.pathText(), fault);
            refusal = ApiException.of(
                    Reason.INTERNAL_ERROR, "Internal error occurred: the server's log says more about the fault");
        }
        return new ApiResponse(refusal.code(), headers(refusal, target), refusals.of(request, refusal));
    }

    private Map<String, String> headers(ApiException refusal, RequestTarget target) {
        if (refusal.retryAfterSeconds() > 0) {
            return Map.of("Retry-After", Integer.toString(refusal.retryAfterSeconds()));
        }
        if (refusal.reason() == Reason.METHOD_NOT_ALLOWED) {
            List<String> methods = target.resourceRequest() ? resources.methods(target) : READING;
            return Map.of("Allow", String.join(", ", methods));
        }
        return Map.of();
    }
}
