using System.Diagnostics;
using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Containers;

/// <summary>
/// Verifies section 3-6: a message posted to the published port of one chat node arrives at another node, and its trace in the
/// dashboard contains spans of both.
/// </summary>
public static class ChatChecks
{
    private const string Room = "verify";

    /// <summary>The time limit for a trace to appear; nodes export spans in batches, with a delay of one second.</summary>
    private static readonly TimeSpan TraceDeadline = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Returns the checks for a message from the first chat node to each other node, and for a message from the last node to the first.
    /// </summary>
    public static IReadOnlyList<Phase> For(LabSpec spec, IReadOnlyList<HostFacts> hosts, LabSecrets secrets)
    {
        var first = spec.Chat[0];
        var messages = spec.Chat.Skip(1).Select(to => new Message(first, to, ActivityTraceId.CreateRandom())).ToList();
        if (messages is [.., var last])
        {
            messages.Add(new Message(last.To, first, ActivityTraceId.CreateRandom()));
        }

        return
        [
            new("verify the chat",
                [new HostSteps(first.Host, LocalMachine.LocalName, [.. messages.Select(message => Arrives(message, hosts))])]),
            new("verify the trace", [new HostSteps(
                spec.Dashboard.Host, spec.Dashboard.Host,
                    [.. messages.Select(message => IsInDashboard(message, spec.Dashboard, secrets))])]),
        ];
    }

    private static Step Arrives(Message message, IReadOnlyList<HostFacts> hosts) => new()
    {
        Title = $"A message from {message.From.Host} arrives at {message.To.Host}",
        Section = "3-6",
        Why = "Posted from here to one host's published port and read from the other's, it passes DNAT, the bridge, the tunnel and Redis.",
        Provides = message.Name,
        Requires = [Readiness.Service(message.From.Name), Readiness.Service(message.To.Name)],
        Probe = Step.Ask(
            HostCommand.Shell(
                """
                work=$(mktemp -d) reader=
                trap '[ -z "$reader" ] || kill "$reader" 2>/dev/null; rm -rf "$work"' EXIT
                trap 'exit 143' HUP INT TERM
                # A 503 says when to retry: a node may be reconnecting to a Redis that was just repaired.
                post() {
                    curl -sSf --noproxy '*' --max-time 10 --retry 10 --retry-max-time 20 \
                        -H 'Content-Type: application/json' -H "traceparent: $3" \
                        -d "{\"id\":\"$2\",\"author\":\"verify\",\"text\":\"$4\"}" "$1" >&2 || exit 1
                }
                # A message that was stored before a node read the room's log reaches its readers as history, for which no
                # span is recorded. A node whose connection to Redis was just repaired greets its readers before it has read.
                post "$1/api/rooms/$3/messages" "$4-first" "$5" 'is anyone here?'
                curl -sSN --noproxy '*' --max-time 30 "$2/api/rooms/$3/events?name=verify&tail=10" > "$work/events" 2> "$work/error" &
                reader=$!
                wait_for() {
                    for _ in $(seq 100); do ! grep -s "$1" "$work/events" || return 0; sleep 0.1; done
                    cat "$work/error" >&2
                    echo "no \"$1\" from $2 within 10 s" >&2
                    exit 1
                }
                wait_for "\"id\":\"$4-first\"" "$2" >/dev/null
                post "$1/api/rooms/$3/messages" "$4" "$5" "from $1 to $2"
                wait_for "\"id\":\"$4\"" "$2"
                """,
                Url(message.From, hosts), Url(message.To, hosts), Room, $"{message.Trace}", Traceparent.Create(message.Trace)),
            result => result.Succeeded ? Finding.Satisfied() : Finding.Blocked(
                $"the message did not arrive: {result.Error.Trim()}",
                $"Read the logs of both nodes (docker logs {message.From.Name}, docker logs {message.To.Name}), and check that this "
                    + $"machine reaches {Url(message.From, hosts)} and {Url(message.To, hosts)}.")),
    };

    private static Step IsInDashboard(Message message, DashboardSpec dashboard, LabSecrets secrets) => new()
    {
        Title = $"Its trace has spans of {message.From.Name} and {message.To.Name}",
        Section = "3-6",
        Why = "Both nodes sent their spans to the dashboard, across the overlay; the traceparent inside the message joins them.",
        Requires = [message.Name, Readiness.Service(dashboard.Name)],
        Probe = Step.Ask(
            Readiness.Until(
                """
                { key=${key:-$(cat)}; trace=$(printf 'x-api-key: %s' "$key" | curl -sf --max-time 2 -H @- "$1") \
                    && printf %s "$trace" | grep -q "\"$2\"" && printf %s "$trace" | grep -q "\"$3\""; }
                """,
                TraceDeadline,
                $"http://127.0.0.1:{DashboardSpec.PagePort}/api/telemetry/traces/{message.Trace}", message.From.Name, message.To.Name)
                .WithSecret(new("dashboard-api.key", secrets.ApiKey)),
            result => result.Succeeded
                ? Finding.Satisfied($"trace {message.Trace}")
                : Finding.Blocked($"trace {message.Trace} is missing, or lacks the spans of a node {result.Error.Trim()}".TrimEnd(),
                    $"Check that the nodes reach the dashboard: docker logs {message.To.Name}")),
    };

    /// <summary>
    /// Returns the URL of a node's published port as seen from this machine. Other hosts may be unable to reach it: on AWS the
    /// security group admits only the user's address.
    /// </summary>
    private static string Url(ChatSpec chat, IReadOnlyList<HostFacts> hosts) =>
        $"{hosts.First(host => host.Name == chat.Host).Published[chat.Publish]}".TrimEnd('/');

    private sealed record Message(ChatSpec From, ChatSpec To, ActivityTraceId Trace)
    {
        /// <summary>The name of the resource that is provided by the step that checks the message's arrival.</summary>
        public string Name => $"message from {From.Name} to {To.Name}";
    }
}
