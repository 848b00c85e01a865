using ChatAspire.Provisioner.Hosts;
using ChatAspire.Provisioner.Lab;
using ChatAspire.Provisioner.Remote;
using ChatAspire.Provisioner.Steps;

namespace ChatAspire.Provisioner.Containers;

/// <summary>Section 3-6: Redis, the chat on every host that has one, and the dashboard that sees them.</summary>
public static class ContainerSteps
{
    /// <summary>What runs after the overlay stands, side by side on all hosts.</summary>
    public static IReadOnlyList<Phase> For(LabSpec spec, IReadOnlyList<HostFacts> hosts, LabSecrets secrets)
    {
        var chat = ChatImage.Of(spec);
        return
        [
            new("chat image", [new Lane(LocalMachine.LocalName, LocalMachine.LocalName, [chat.Published])]),
            new("containers", [.. hosts.Select(host => new Lane(host.Name, host.Name, [.. On(spec, host.Name, chat, secrets)]))]),
        ];
    }

    private static IEnumerable<Step> On(LabSpec spec, string host, ChatImage image, LabSecrets secrets)
    {
        var lab = LabLabel.Of(spec);
        if (spec.Redis.Host == host)
        {
            yield return RedisContainer.Of(spec, secrets).ToStep(lab);
            yield return RedisContainer.Answers(spec);
        }

        if (spec.Dashboard.Host == host)
        {
            yield return DashboardContainer.Of(spec, secrets).ToStep(lab);
            yield return DashboardContainer.Answers(spec);
        }

        var nodes = spec.Chat.Where(chat => chat.Host == host).ToList();
        if (nodes.Count > 0)
        {
            yield return image.Built;
        }

        foreach (var node in nodes)
        {
            yield return PublishedPort.IsFree(node);
            yield return ChatContainer.Of(spec, node, image, secrets).ToStep(lab);
            yield return ChatContainer.Answers(node);
        }
    }
}
