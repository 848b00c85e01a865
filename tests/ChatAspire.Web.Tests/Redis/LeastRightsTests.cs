using System.Text.RegularExpressions;
using ChatAspire.Testing;

namespace ChatAspire.Web.Tests.Redis;

/// <summary>The line of docs/chat.md that creates a user with the least rights.</summary>
public sealed partial class LeastRightsTests
{
    [Fact]
    public async Task The_documented_rights_are_sufficient()
    {
        Assert.SkipUnless(RedisServer.IsInstalled(), "The tests of Redis set-ups require redis-server.");
        var document = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "chat.md"), TestContext.Current.CancellationToken);
        var line = AclLine().Match(document).Groups["rights"].Value.Replace("SECRET", "secret", StringComparison.Ordinal).Split(' ');
        Assert.Contains("resetchannels", line);
        await using var master = new RedisServer();
        await using var replica = new RedisServer { Options = ["--replicaof", "127.0.0.1", $"{master.Port}"] };
        await master.StartAsync();
        await replica.StartAsync();
        Assert.Equal("+OK", await master.SendAsync(["ACL", "SETUSER", "chat", .. line]));
        await master.SendAsync("ACL", "LOG", "RESET");
        await using var a = new ChatNode("chat-a", $"{master.ConnectionString},user=chat,password=secret", ("Chat__Replicas", "1"));
        await using var b = new ChatNode("chat-b", $"{master.ConnectionString},user=chat,password=secret", ("Chat__Replicas", "1"));
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        using var events = b.Events("lobby", "?name=Bo");
        await events.UntilAsync(item => item.Name == "here");
        await a.SayAsync("lobby", "m1", "one");
        await events.UntilAsync("message");
        using var typing = await a.Http.PostAsync(
            new Uri("api/rooms/lobby/typing", UriKind.Relative),
            new StringContent("""{"author":"Aki"}""", null, "application/json"),
            TestContext.Current.CancellationToken);
        await events.UntilAsync("typing");
        await a.Http.GetStringAsync(new Uri("api/rooms", UriKind.Relative), TestContext.Current.CancellationToken);
        await a.Http.GetStringAsync(new Uri("api/rooms/lobby/messages", UriKind.Relative), TestContext.Current.CancellationToken);

        // A lost log: the script that renews the epoch runs too.
        await master.SendAsync("FLUSHALL");
        await events.UntilAsync("epoch");
        await a.SayAsync("lobby", "m2", "two");

        Assert.Equal("Healthy", await RefusedNode.HealthAsync(a));
        Assert.Equal("Healthy", await RefusedNode.HealthAsync(b));

        // Refused were only two questions of the client when it connects, which it can do without.
        var log = await master.AskAsync("ACL", "LOG");
        Assert.Empty(ObjectOfAclLog().Matches(log).Select(match => match.Groups["command"].Value).Except(["config|get", "cluster|nodes"]));
    }

    // $6, object, $10, config|get
    [GeneratedRegex(@"object\r\n\$\d+\r\n(?<command>[^\r]*)")]
    private static partial Regex ObjectOfAclLog();

    [GeneratedRegex("^ACL SETUSER chat (?<rights>.*)$", RegexOptions.Multiline)]
    private static partial Regex AclLine();
}
