package org.nakhoda.apiserver.http;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;
import org.nakhoda.apiserver.start.Master;

/** The API's JAX-RS application, mapped in web.xml. Names its few classes, so that nothing is scanned for. */
public class ApiApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(HttpFaults.class);
    }

    /** One resource for all requests: making and injecting one for each would cost more than most answers. */
    @Override
    public Set<Object> getSingletons() {
        return Set.of(new ApiResource(CDI.current().select(Master.class).get()));
    }

    /** Jersey's own discovery, validation, WADL and monitoring would only cost start-up time here. */
    @Override
    public Map<String, Object> getProperties() {
        return Map.of(
                "jersey.config.disableAutoDiscovery", true,
                "jersey.config.server.wadl.disableWadl", true,
                "jersey.config.server.resource.validation.disable", true,
                "jersey.config.beanValidation.disable.server", true,
                "jersey.config.disableMoxyJson", true,
                "jersey.config.disableJsonProcessing", true,
                "jersey.config.disableMetainfServicesLookup", true,
                "jersey.config.server.response.setStatusOverSendError", true);
    }
}
