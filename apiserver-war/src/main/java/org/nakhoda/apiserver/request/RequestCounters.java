package org.nakhoda.apiserver.request;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.nakhoda.apiserver.authn.UserInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts requests as Kubernetes' {@code apiserver_request_total} does, and notes each one at DEBUG. */
public final class RequestCounters implements RequestObserver {
    private static final Logger LOG = LoggerFactory.getLogger(RequestCounters.class);
    /** More kinds of request than this are counted as one, so that made-up paths cannot fill the memory. */
    private static final int MAX_SERIES = 4_000;

    private static final Series OTHER = new Series("other", "", "", "", "", 0);

    /** What is counted together. */
    public record Series(String verb, String group, String version, String resource, String subresource, int code) {}

    /** The count and the time spent of one series. */
    public record Totals(LongAdder requests, LongAdder nanos) {}

    private final Map<Series, Totals> totals = new ConcurrentHashMap<>();

    @Override
    public void answered(ApiRequest request, RequestTarget target, UserInfo caller, int status, long nanos) {
        Series series = target.resourceRequest() && status != 404
                ? new Series(
                        target.verb(),
                        target.group(),
                        target.version(),
                        target.resource(),
                        target.subresource(),
                        status)
                : new Series(target.verb(), "", "", "", "", status);
        Totals counted = totals.get(series);
        if (counted == null) {
            Series kept = totals.size() < MAX_SERIES ? series : OTHER;
            counted = totals.computeIfAbsent(kept, s -> new Totals(new LongAdder(), new LongAdder()));
        }
        counted.requests().increment();
        counted.nanos().add(nanos);
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

    /** Live view, for the metrics page. */
    public Map<Series, Totals> totals() {
        return Map.copyOf(totals);
    }
}
