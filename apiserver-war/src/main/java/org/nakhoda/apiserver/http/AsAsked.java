package org.nakhoda.apiserver.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Collections;
import java.util.Enumeration;

/**
 * What JAX-RS is to see of a request: its method, and nothing that it would spend time on or judge by itself. The request
 * as it came, which the pipeline reads, and its response are properties of the JAX-RS request.
 *
 * <ul>
 *   <li>No headers: kubectl asks for OpenAPI by a media type with an '@', which JAX-RS would refuse, and reading them all
 *       takes as long as many an answer.
 *   <li>{@link Watch} as the method of a GET whose answer may last, so that all other GETs are answered without the cost of an
 *       asynchronous request.
 * </ul>
 */
final class AsAsked extends HttpServletRequestWrapper {
    private static final String REQUEST = "org.nakhoda.request";
    private static final String RESPONSE = "org.nakhoda.response";

    private final HttpServletResponse response;
    private final String method;

    AsAsked(HttpServletRequest request, HttpServletResponse response) {
        super(request);
        this.response = response;
        this.method = request.getMethod().equals("GET") && mayLast(request) ? Watch.METHOD : request.getMethod();
    }

    static HttpServletRequest request(ContainerRequestContext seen) {
        return (HttpServletRequest) seen.getProperty(REQUEST);
    }

    static HttpServletResponse response(ContainerRequestContext seen) {
        return (HttpServletResponse) seen.getProperty(RESPONSE);
    }

    private static boolean mayLast(HttpServletRequest request) {
        String query = request.getQueryString();
        String path = request.getRequestURI();
        return query != null && (query.contains("watch") || query.contains("follow"))
                || path.endsWith("/log")
                || path.contains("/watch/")
                || path.contains("/proxy");
    }

    @Override
    public String getMethod() {
        return method;
    }

    @Override
    public Object getAttribute(String name) {
        return switch (name) {
            case REQUEST -> getRequest();
            case RESPONSE -> response;
            default -> super.getAttribute(name);
        };
    }

    @Override
    public String getHeader(String name) {
        return null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return Collections.emptyEnumeration();
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.emptyEnumeration();
    }
}
