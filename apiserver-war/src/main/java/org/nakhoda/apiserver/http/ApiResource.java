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
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import org.nakhoda.apiserver.start.Master;

/** Every path of the API. What a path means is the pipeline's matter. One instance serves all requests. */
@Path("{path: .*}")
public class ApiResource {
    private final Master master;

    ApiResource(Master master) {
        this.master = master;
    }

    @GET
    public Response get(@Context HttpServletRequest request) {
        return HttpAnswer.of(request, answer(request));
    }

    /** The answer may last; it holds no thread from the moment that it is started. */
    @Watch
    public void watch(
            @Context HttpServletRequest request,
            @Context HttpServletResponse response,
            @Suspended AsyncResponse suspended)
            throws IOException {
        ApiResponse answer = answer(request);
        if (answer.body() instanceof Body.Frames frames) {
            FramePump.start(request.getAsyncContext(), response, answer, frames, master.framesExecutor());
        } else {
            suspended.resume(HttpAnswer.of(request, answer));
        }
    }

    @HEAD
    public Response head(@Context HttpServletRequest request) {
        return HttpAnswer.of(request, answer(request));
    }

    @POST
    public Response post(@Context HttpServletRequest request) {
        return HttpAnswer.of(request, answer(request));
    }

    @PUT
    public Response put(@Context HttpServletRequest request) {
        return HttpAnswer.of(request, answer(request));
    }

    @PATCH
    public Response patch(@Context HttpServletRequest request) {
        return HttpAnswer.of(request, answer(request));
    }

    @DELETE
    public Response delete(@Context HttpServletRequest request) {
        return HttpAnswer.of(request, answer(request));
    }

    @OPTIONS
    public Response options(@Context HttpServletRequest request) {
        return HttpAnswer.of(request, answer(request));
    }

    private ApiResponse answer(HttpServletRequest request) {
        ApiRequest asked;
        try {
            asked = HttpRequestReader.read(request);
        } catch (ApiException e) {
            return ApiResponse.of(e);
        }
        return master.handle(asked);
    }
}
