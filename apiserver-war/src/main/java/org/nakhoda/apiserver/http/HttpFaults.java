package org.nakhoda.apiserver.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.ApiResponse.Body;
import org.nakhoda.apiserver.request.Refusals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What JAX-RS itself refuses, and what it trips over, is a {@code Status} too. */
public class HttpFaults implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpFaults.class);

    @Override
    public Response toResponse(Throwable fault) {
        ApiResponse answer = ApiResponse.of(refusal(fault));
        return Response.status(answer.status())
                .type(answer.body().contentType())
                .entity(((Body.Whole) answer.body()).bytes())
                .build();
    }

    private static ApiException refusal(Throwable fault) {
        if (fault instanceof ApiException e) {
            return e;
        }
        if (fault instanceof WebApplicationException e) {
            int status = e.getResponse().getStatus();
            if (status == 404) {
                return Refusals.noSuchPath();
            }
            if (status == 405) {
                return Refusals.methodNotAllowed();
            }
            if (status < 500) {
                return ApiException.badRequest("the request cannot be understood as HTTP: " + e.getMessage());
            }
        }
        LOG.error("a request failed outside of the pipeline", fault);
        return ApiException.of(
                Reason.INTERNAL_ERROR, "Internal error occurred: the server's log says more about the fault");
    }
}
