package org.nakhoda.apiserver.metrics;

import java.time.Duration;
import java.util.Optional;
import org.nakhoda.api.catalogue.Catalogue;
import org.nakhoda.api.catalogue.ResourceType;
import org.nakhoda.apiserver.authn.UserInfo;
import org.nakhoda.apiserver.metrics.RequestMetrics.Target;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.RequestObserver;
import org.nakhoda.apiserver.request.RequestTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Measures every request and notes each one at DEBUG. */
public final class MeasuredRequests implements RequestObserver {
    private static final Logger LOG = LoggerFactory.getLogger(MeasuredRequests.class);
    private static final Target OTHER = new Target("OTHER", "", "", "", "", "");
    private static final Target READ = new Target("GET", "", "", "", "", "");

    private final RequestMetrics metrics;
    private final Catalogue catalogue;

    public MeasuredRequests(RequestMetrics metrics, Catalogue catalogue) {
        this.metrics = metrics;
        this.catalogue = catalogue;
    }

    @Override
    public void started(RequestTarget target) {
        if (target.longRunning()) {
            metrics.longRunningStarted(labels(target));
        } else {
            metrics.started(!target.readOnly());
        }
    }

    @Override
    public void answered(ApiRequest request, RequestTarget target, UserInfo caller, int status, long nanos) {
        if (!target.longRunning()) {
            metrics.finished(labels(target), !target.readOnly(), status, Duration.ofNanos(nanos));
        }
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} {} by {}: {} in {} us",
                    request.method(),
                    request.pathText(),
                    caller == null ? "?" : caller.name(),
                    status,
                    nanos / 1_000);
        }
    }

    @Override
    public void ended(RequestTarget target, int status) {
        metrics.longRunningFinished(labels(target), status);
    }

    private Target labels(RequestTarget target) {
        if (!target.resourceRequest()) {
            return target.verb().equals("get") ? READ : OTHER;
        }
        Optional<ResourceType> type = catalogue.byResource(target.group(), target.version(), target.resource());
        if (type.isEmpty()
                || !target.subresource().isEmpty() && !type.get().subresources().contains(target.subresource())) {
            return OTHER;
        }
        return new Target(
                verb(target),
                target.group(),
                target.version(),
                target.resource(),
                target.subresource(),
                !target.name().isEmpty() ? "resource" : target.namespace().isEmpty() ? "cluster" : "namespace");
    }

    private static String verb(RequestTarget target) {
        return switch (target.verb()) {
            case "get" -> "GET";
            case "list" -> "LIST";
            case "watch" -> "WATCH";
            case "create" -> "CREATE";
            case "update" -> "PUT";
            case "patch" -> "PATCH";
            case "delete" -> "DELETE";
            case "deletecollection" -> "DELETECOLLECTION";
            default -> "OTHER";
        };
    }
}
