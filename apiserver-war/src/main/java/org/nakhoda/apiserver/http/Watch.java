package org.nakhoda.apiserver.http;

import jakarta.ws.rs.HttpMethod;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The method by which JAX-RS finds what answers over time. On the wire it is a GET. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@HttpMethod(Watch.METHOD)
@interface Watch {
    String METHOD = "WATCH";
}
