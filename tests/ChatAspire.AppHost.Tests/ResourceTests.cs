using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary>The resources of the application model.</summary>
[Collection(FixedAddresses.Name)]
public sealed class ResourceTests
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chat_nodes_listen_at_their_addresses_and_wait_for_the_embedded_Redis()
    {
        await using var builder = await BuilderAsync();

        Assert.Equal(["redis", "chat-a", "chat-b"], builder.Resources.Where(one => one is ProjectResource).Select(one => one.Name));
        (string, string, int)[] expected =
            [("redis", "127.18.0.100", 6379), ("chat-a", "127.18.0.11", 5000), ("chat-b", "127.18.0.22", 5000)];
        foreach (var (name, host, port) in expected)
        {
            var endpoint = Assert.Single(Resource(builder, name).Annotations.OfType<EndpointAnnotation>());
            Assert.Equal((host, port, false), (endpoint.TargetHost, endpoint.Port, endpoint.IsProxied));
        }

        Assert.All(["chat-a", "chat-b"], name => Assert.Equal(
            ("redis", WaitType.WaitUntilHealthy),
            Resource(builder, name).Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, wait.WaitType)).Single()));
    }

    [Fact]
    public async Task The_chat_runs_on_an_external_Redis_and_starts_no_server_of_its_own()
    {
        Assert.SkipUnless(RedisServer.IsInstalled(), "redis-server is missing; eng/test installs it on Debian.");
        await using var redis = new RedisServer();
        await redis.StartAsync();
        await using var builder = await BuilderAsync($"--ConnectionStrings:redis=127.0.0.1:{redis.Port}");
        Assert.Equal(["chat-a", "chat-b"], builder.Resources.Where(one => one is ProjectResource).Select(one => one.Name));
        await using var app = await builder.BuildAsync(Cancellation);

        await app.StartAsync(Cancellation);
        foreach (var node in new[] { "chat-a", "chat-b" })
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(node, Cancellation).WaitAsync(StartTimeout, Cancellation);
        }

        await Chat.SendAcrossAsync("over an external Redis");
        Assert.NotEqual(":0", await redis.SendAsync("DBSIZE"));
    }

    private static IResource Resource(IDistributedApplicationTestingBuilder builder, string name) =>
        builder.Resources.Single(one => one.Name == name);

    /// <param name="settings">Settings of the host, not arguments of the AppHost.</param>
    private static Task<IDistributedApplicationTestingBuilder> BuilderAsync(params string[] settings) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.ChatAspire_AppHost>(
            [], (_, host) => host.Args = [.. host.Args ?? [], .. settings], Cancellation);
}
