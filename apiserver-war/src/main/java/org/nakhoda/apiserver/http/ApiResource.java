package org.nakhoda.apiserver.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import org.nakhoda.apiserver.start.Master;

/**
 * Every path of the API. What a path means is the pipeline's matter. One instance serves all requests. Parameters are what
 * JAX-RS has at hand: each one injected as {@code @Context} would be made anew for each request.
 */
@Path("{path: .*}")
public class ApiResource {
    private final Master master;

    ApiResource(Master master) {
        this.master = master;
    }

    @GET
    public Response get(ContainerRequestContext seen) {
        return answer(seen);
    }

    /** The answer may last; it holds no thread from the moment that it is started. */
    @Watch
    public void watch(ContainerRequestContext seen, @Suspended AsyncResponse suspended) throws IOException {
        HttpServletRequest request = AsAsked.request(seen);
        ApiResponse answer = answer(request, AsAsked.response(seen));
        if (answer.body() instanceof Body.Frames frames) {
            FramePump.start(request.getAsyncContext(), AsAsked.response(seen), answer, frames, master.framesExecutor());
        } else {
            suspended.resume(HttpAnswer.of(request, answer));
        }
    }

    @HEAD
    public Response head(ContainerRequestContext seen) {
        return answer(seen);
    }

    @POST
    public Response post(ContainerRequestContext seen) {
        return answer(seen);
    }

    @PUT
    public Response put(ContainerRequestContext seen) {
        return answer(seen);
    }

    @PATCH
    public Response patch(ContainerRequestContext seen) {
        return answer(seen);
    }

    @DELETE
    public Response delete(ContainerRequestContext seen) {
        return answer(seen);
    }

    @OPTIONS
    public Response options(ContainerRequestContext seen) {
        return answer(seen);
    }

    private Response answer(ContainerRequestContext seen) {
        HttpServletRequest request = AsAsked.request(seen);
        return HttpAnswer.of(request, answer(request, AsAsked.response(seen)));
    }

    private ApiResponse answer(HttpServletRequest request, HttpServletResponse response) {
        ApiRequest asked;
        try {
            asked = HttpRequestReader.read(request, master.passages());
        } catch (ApiException e) {
            return ApiResponse.of(e);
        }
        response.setHeader("Audit-Id", HttpRequestReader.auditId(asked));
        return master.handle(asked);
    }
}
