package org.nakhoda.apiserver.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.UriInfo;

/**
 * What JAX-RS is to see of a request. The servlet request, which the pipeline reads, stays as it was.
 *
 * <ul>
 *   <li>No Accept header, for that is the pipeline's to judge: kubectl asks for OpenAPI by a media type with an '@', which
 *       JAX-RS would refuse.
 *   <li>{@link Watch} as the method of a GET whose answer may last, so that all other GETs are answered without the cost of an
 *       asynchronous request.
 * </ul>
 */
@PreMatching
public class AsAsked implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        request.getHeaders().remove("Accept");
        if (request.getMethod().equals("GET") && mayLast(request.getUriInfo())) {
            request.setMethod(Watch.METHOD);
        }
    }

    private static boolean mayLast(UriInfo uri) {
        String query = uri.getRequestUri().getRawQuery();
        String path = uri.getRequestUri().getRawPath();
        return query != null && (query.contains("watch") || query.contains("follow"))
                || path.endsWith("/log")
                || path.contains("/watch/")
                || path.contains("/proxy");
    }
}
