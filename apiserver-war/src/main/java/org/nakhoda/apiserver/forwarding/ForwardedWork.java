package org.nakhoda.apiserver.forwarding;

import java.security.cert.X509Certificate;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.apiserver.request.ApiHandler;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.db.masters.Delegate;

/** The leading master's side of {@link ForwardedWrites}. */
public final class ForwardedWork implements Delegate {
    private final ApiHandler requests;

    /** @param requests answers them as if they had come by HTTP */
    public ForwardedWork(ApiHandler requests) {
        this.requests = requests;
    }

    @Override
    public byte[] perform(X509Certificate sender, byte[] work) {
        ApiRequest request;
        try {
            request = ForwardedRequest.read(work, sender);
        } catch (ApiException e) {
            return ForwardedAnswer.write(ApiResponse.of(e));
        }
        return ForwardedAnswer.write(requests.handle(request));
    }
}
