package org.nakhoda.apiserver.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import org.nakhoda.apiserver.request.ApiResponse;

/** Fetches an agent's pages and passes them on as they come. */
final class AgentPages {
    private static final int MAX_REFUSAL = 64 * 1024;

    private final AgentDialer dialer;

    AgentPages(AgentDialer dialer) {
        this.dialer = dialer;
    }

    /** A refusal of the agent: its HTTP code and what it says. */
    @SuppressWarnings("ArrayRecordComponent") // relayed once, never compared
    record Refusal(int status, String contentType, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8).strip();
        }
    }

    /** Turns the agent's refusal into the client's answer. */
    @FunctionalInterface
    interface OnRefusal {
        ApiResponse answer(Refusal refusal);
    }

    /** The page as a body that ends by itself, copied on the thread that answers the client. */
    ApiResponse fetch(Agent agent, String pathAndQuery, OnRefusal onRefusal) {
        HttpResponse<InputStream> answer = send(agent, pathAndQuery, HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() >= 300) {
            try (InputStream body = answer.body()) {
                return onRefusal.answer(
                        new Refusal(answer.statusCode(), contentType(answer), body.readNBytes(MAX_REFUSAL)));
            } catch (IOException e) {
                throw agent.unreachable(e);
            }
        }
        return new ApiResponse(
                answer.statusCode(), Map.of(), new ApiResponse.Body.Streamed(contentType(answer), out -> {
                    try (InputStream body = answer.body()) {
                        body.transferTo(out);
                    }
                }));
    }

    /** The page as frames over time; no thread waits between them. */
    ApiResponse follow(Agent agent, String pathAndQuery, OnRefusal onRefusal) {
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer =
                send(agent, pathAndQuery, HttpResponse.BodyHandlers.ofPublisher());
        if (answer.statusCode() >= 300) {
            answer.body().subscribe(new Discard());
            return onRefusal.answer(new Refusal(answer.statusCode(), contentType(answer), new byte[0]));
        }
        FollowedPage page = new FollowedPage();
        answer.body().subscribe(page);
        return new ApiResponse(answer.statusCode(), Map.of(), new ApiResponse.Body.Frames(contentType(answer), page));
    }

    private <T> HttpResponse<T> send(Agent agent, String pathAndQuery, HttpResponse.BodyHandler<T> handler) {
        URI uri = URI.create("https://" + agent.host() + ":" + agent.port() + pathAndQuery);
        try {
            return dialer.http().send(HttpRequest.newBuilder(uri).GET().build(), handler);
        } catch (IOException e) {
            throw agent.unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw agent.unreachable(e);
        }
    }

    private static String contentType(HttpResponse<?> answer) {
        return answer.headers().firstValue("Content-Type").orElse("text/plain; charset=utf-8");
    }

    /** Lets a body go that nobody reads. */
    private static final class Discard implements Flow.Subscriber<List<ByteBuffer>> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.cancel();
        }

        @Override
        public void onNext(List<ByteBuffer> item) {}

        @Override
        public void onError(Throwable fault) {}

        @Override
        public void onComplete() {}
    }
}
