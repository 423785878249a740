package org.nakhoda.api.admissionregistration;

import java.net.URI;
import java.net.URISyntaxException;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;

/** Where a webhook listens: an HTTPS address, or a service of the cluster. */
public final class WebhookAddress {
    private WebhookAddress() {}

    public static void url(String url, FieldPath path, FieldErrors errors) {
        URI parsed;
        try {
            parsed = new URI(url);
        } catch (URISyntaxException e) {
            errors.required(path, "url must be a valid URL: " + e.getMessage());
            return;
        }
        if (!"https".equals(parsed.getScheme())) {
            errors.invalid(path, url, "'https' is the only allowed URL scheme; desired format: https://host[/path]");
        }
        if (parsed.getHost() == null) {
            errors.invalid(path, url, "host must be specified; desired format: https://host[/path]");
        }
        if (parsed.getRawUserInfo() != null) {
            errors.invalid(path, url, "user information is not permitted in the URL");
        }
        if (parsed.getRawFragment() != null) {
            errors.invalid(path, url, "fragments are not permitted in the URL");
        }
        if (parsed.getRawQuery() != null) {
            errors.invalid(path, url, "query parameters are not permitted in the URL");
        }
    }

    public static void service(JsonNode service, FieldPath path, FieldErrors errors) {
        Values.required(service, "name", path, errors);
        Values.required(service, "namespace", path, errors);
        Values.port(service.path("port"), path.child("port"), errors);
        String way = Tree.text(service, "path");
        if (!way.isEmpty() && (!way.startsWith("/") || way.contains("//"))) {
            errors.invalid(path.child("path"), way, "must start with a '/', and no step of it may be empty");
        }
    }
}
