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
            new("containers", [.. hosts.Select(host => new Lane(host.Name, host.Name, On(spec, host.Name, chat, secrets)))]),
        ];
    }

    /// <summary>All are started before the first is waited for: two of them are .NET programs, and take seconds.</summary>
    private static IReadOnlyList<Step> On(LabSpec spec, string host, ChatImage image, LabSecrets secrets)
    {
        var lab = LabLabel.Of(spec);
        List<Step> started = [], answers = [];
        if (spec.Redis.Host == host)
        {
            started.Add(RedisContainer.Of(spec, secrets).ToStep(lab));
            answers.Add(RedisContainer.Answers(spec));
        }

        if (spec.Dashboard.Host == host)
        {
            started.Add(DashboardContainer.Of(spec, secrets).ToStep(lab));
            answers.Add(DashboardContainer.Answers(spec));
        }

        var nodes = spec.Chat.Where(chat => chat.Host == host).ToList();
        if (nodes.Count > 0)
        {
            started.Add(image.Built);
        }

        foreach (var node in nodes)
        {
            started.AddRange(PublishedPort.IsFree(node), ChatContainer.Of(spec, node, image, secrets).ToStep(lab));
            answers.Add(ChatContainer.Answers(node));
        }

        return [.. started, .. answers];
    }
}
