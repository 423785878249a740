package org.nakhoda.apiserver.admission.webhook;

import java.util.Map;
import java.util.Optional;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Reason;
import org.nakhoda.apiserver.admission.AdmissionStep.AdmissionRequest;
import org.nakhoda.apiserver.admission.webhook.Review.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** What a hook's answer, or its silence, means for the write. */
final class Outcomes {
    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);

    /** Clients and proxies take only so much in headers. */
    private static final int LONGEST_WARNING = 256;

    private static final int MOST_WARNINGS = 4096;

    private Outcomes() {}

    /**
     * @return empty if the hook could not be asked and this may be ignored
     * @throws ApiException what the hook said, or INTERNAL_ERROR if it could not be asked
     */
    static Optional<Answer> of(Hook hook, AdmissionRequest request, HookCaller.Pending pending) {
        Answer answer;
        try {
            answer = pending.await();
        } catch (FailedCallException e) {
            return failed(hook, e.getMessage());
        }
        for (JsonNode warning : answer.warnings()) {
            warn(request, warning.asString(""));
        }
        for (Map.Entry<String, JsonNode> annotation : answer.annotations().properties()) {
            request.context()
                    .annotate(
                            hook.name() + "/" + annotation.getKey(),
                            annotation.getValue().asString(""));
        }
        if (!answer.allowed()) {
            throw answer.refusal(hook.name());
        }
        return Optional.of(answer);
    }

    /** @see #of */
    static Optional<Answer> failed(Hook hook, String why) {
        String message = "failed calling webhook \"" + hook.name() + "\": " + why;
        if (hook.ignoresFailure()) {
            LOG.warn("{}; its failure policy says to go on", message);
            return Optional.empty();
        }
        throw ApiException.of(Reason.INTERNAL_ERROR, "Internal error occurred: " + message);
    }

    private static void warn(AdmissionRequest request, String warning) {
        int told = request.warnings().stream().mapToInt(String::length).sum();
        String text = warning.length() > LONGEST_WARNING ? warning.substring(0, LONGEST_WARNING) : warning;
        if (!text.isEmpty()
                && told + text.length() <= MOST_WARNINGS
                && !request.warnings().contains(text)) {
            request.warnings().add(text);
        }
    }
}
