using ChatAspire.Lab.Hosts;
using ChatAspire.Lab.Images;
using ChatAspire.Lab.Spec;
using ChatAspire.Lab.State;
using ChatAspire.Lab.Steps;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Containers;

/// <summary>Creates the phases of section 3-6: Redis, the chat nodes, and the dashboard that receives their telemetry.</summary>
public static class ContainerSteps
{
    /// <summary>
    /// Returns the phases that follow the overlay: the chat's published files, then Redis, then the dashboard and the chat nodes, on all
    /// hosts in parallel.
    /// </summary>
    public static IReadOnlyList<Phase> For(LabSpec spec, IReadOnlyList<HostFacts> hosts, LabSecrets secrets)
    {
        var chat = new ChatImage(spec.Images, ChatSource.Find(areLocal: hosts.All(host => host.IsLocal)));
        return
        [
            new("chat image", [new HostSteps(LocalMachine.LocalName, LocalMachine.LocalName, [chat.Source.Published])]),
            new("redis", [On(spec.Redis.Host, [RedisContainer.Of(spec, secrets).ToStep(LabLabel.Of(spec)), RedisContainer.Answers(spec)])]),
            new("containers",
            [
                On(spec.Dashboard.Host, [DashboardContainer.Of(spec, secrets).ToStep(LabLabel.Of(spec)), DashboardContainer.Answers(spec)]),
                .. hosts.Select(host => On(host.Name, [.. Chat(spec, host.Name, chat, secrets)])),
            ]),
        ];
    }

    private static HostSteps On(string host, IReadOnlyList<Step> steps) => new(host, host, steps);

    private static IEnumerable<Step> Chat(LabSpec spec, string host, ChatImage image, LabSecrets secrets)
    {
        var nodes = spec.Chat.Where(chat => chat.Host == host).ToList();
        if (nodes.Count > 0)
        {
            yield return image.Built;
        }

        foreach (var node in nodes)
        {
            yield return PublishedPort.IsFree(node);
            yield return ChatContainer.Of(spec, node, image, secrets).ToStep(LabLabel.Of(spec));
            yield return ChatContainer.Answers(node, spec.Redis);
        }
    }
}
