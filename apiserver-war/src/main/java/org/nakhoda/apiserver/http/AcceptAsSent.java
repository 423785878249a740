package org.nakhoda.apiserver.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;

/**
 * Keeps JAX-RS from judging the Accept header, which is the pipeline's matter: kubectl asks for OpenAPI by a media type
 * with an '@', which JAX-RS would refuse. The servlet request still has the header.
 */
@PreMatching
public class AcceptAsSent implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        request.getHeaders().remove("Accept");
    }
}
