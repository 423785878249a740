package org.nakhoda.apiserver.flowcontrol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.nakhoda.apiserver.flowcontrol.FlowCounts.Refused;
import org.nakhoda.apiserver.request.ApiRequest;
import org.nakhoda.apiserver.request.ApiResponse;
import org.nakhoda.apiserver.request.Route;

/**
 * {@code /debug/api_priority_and_fairness/dump_*}: what the levels are doing, which queues have requests, and which requests
 * wait, as tables for people.
 */
final class FlowDumps implements Route {
    private static final String TEXT = "text/plain; charset=utf-8";

    private final Seats seats;
    private final FlowMetrics metrics;

    FlowDumps(Seats seats, FlowMetrics metrics) {
        this.seats = seats;
        this.metrics = metrics;
    }

    @Override
    public boolean matches(ApiRequest request) {
        List<String> path = request.path();
        return request.method().equals("GET")
                && path.size() == 3
                && path.get(0).equals("debug")
                && path.get(1).equals("api_priority_and_fairness")
                && List.of("dump_priority_levels", "dump_queues", "dump_requests")
                        .contains(path.get(2));
    }

    @Override
    public ApiResponse handle(ApiRequest request) {
        Map<String, PriorityLevel> levels = new TreeMap<>(seats.levels());
        List<List<String>> table =
                switch (request.path().get(2)) {
                    case "dump_priority_levels" -> levels(levels);
                    case "dump_queues" -> queues(levels);
                    default -> requests(levels);
                };
        return new ApiResponse(
                200, Map.of(), new ApiResponse.Body.Whole(TEXT, text(table).getBytes(StandardCharsets.UTF_8)));
    }

    private List<List<String>> levels(Map<String, PriorityLevel> levels) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "PriorityLevelName",
                "ActiveQueues",
                "IsIdle",
                "IsQuiescing",
                "WaitingRequests",
                "ExecutingRequests",
                "DispatchedRequests",
                "RejectedRequests",
                "TimedoutRequests",
                "CancelledRequests"));
        levels.forEach((name, level) -> {
            Collection<FlowCounts> counts = metrics.of(name);
            long waiting = sum(counts, FlowCounts::waiting);
            long executing = sum(counts, FlowCounts::executing);
            table.add(row(
                    name,
                    seats.waiters(level).size(),
                    waiting + executing == 0,
                    false,
                    waiting,
                    executing,
                    sum(counts, FlowCounts::dispatched),
                    sum(counts, each -> each.refusals(Refused.QUEUE_FULL) + each.refusals(Refused.CONCURRENCY_LIMIT)),
                    sum(counts, each -> each.refusals(Refused.TIME_OUT)),
                    sum(counts, each -> each.refusals(Refused.CANCELLED))));
        });
        return table;
    }

    private List<List<String>> queues(Map<String, PriorityLevel> levels) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("PriorityLevelName", "Index", "PendingRequests"));
        levels.forEach((name, level) -> {
            Map<Integer, List<Waiter>> waiters = seats.waiters(level);
            for (int i = 0; i < level.limits().queues(); i++) {
                table.add(row(name, i, waiters.getOrDefault(i, List.of()).size()));
            }
        });
        return table;
    }

    private List<List<String>> requests(Map<String, PriorityLevel> levels) {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "PriorityLevelName",
                "FlowSchemaName",
                "QueueIndex",
                "RequestIndexInQueue",
                "FlowDistingsher",
                "ArriveTime",
                "InitialSeats"));
        levels.forEach((name, level) -> new TreeMap<>(seats.waiters(level)).forEach((queue, waiters) -> {
            for (int i = 0; i < waiters.size(); i++) {
                Waiter waiter = waiters.get(i);
                // a schema's name has no slash; what distinguishes its flows may have some
                String[] flow = waiter.flow().split("/", 2);
                table.add(row(name, flow[0], queue, i, flow.length < 2 ? "" : flow[1], waiter.arrived(), 1));
            }
        }));
        return table;
    }

    private static long sum(Collection<FlowCounts> counts, ToLongFunction<FlowCounts> count) {
        return counts.stream().mapToLong(count).sum();
    }

    private static List<String> row(Object... cells) {
        List<String> row = new ArrayList<>(cells.length);
        for (Object cell : cells) {
            row.add(cell.toString());
        }
        return row;
    }

    /** Cells are followed by commas, and columns begin below each other. */
    private static String text(List<List<String>> table) {
        int[] widths = new int[table.get(0).size()];
        for (List<String> row : table) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : table) {
            for (int i = 0; i < widths.length; i++) {
                text.append(row.get(i));
                if (i < widths.length - 1) {
                    text.append(',').append(" ".repeat(widths[i] - row.get(i).length() + 1));
                }
            }
            text.append('\n');
        }
        return text.toString();
    }
}
