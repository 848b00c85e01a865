using ChatAspire.Testing;

namespace ChatAspire.AppHost.Tests;

/// <summary><c>--redis container</c>, with a real Docker Engine.</summary>
[Collection(FixedAddresses.Name)]
public sealed class ContainerRedisTests
{
    private const string Volume = "chataspire-redis";

    // eng/test unpacks it here where the machine's own CLI is too old for DCP.
    private static readonly string UnpackedCli = Path.Combine(Repository.Root, "artifacts", "docker-cli", "usr", "bin");

    private static readonly string Inherited = Environment.GetEnvironmentVariable("PATH")!;

    /// <summary>With CHATASPIRE_FULL=1, a second start reads the history from the volume.</summary>
    [Fact]
    public async Task Redis_runs_in_Docker_and_keeps_its_history_in_a_volume()
    {
        var path = Directory.Exists(UnpackedCli) ? $"{UnpackedCli}{Path.PathSeparator}{Inherited}" : Inherited;
        await SkipUnlessDockerIsRecentAsync(path);
        var (_, existing) = await DockerAsync(path, "volume", "ls", "-q", "-f", $"name=^{Volume}$");
        try
        {
            var text = $"in a container, {Guid.NewGuid()}";
            await using (await RunningAppHost.StartAsync(path, "--redis", "container"))
            {
                await Chat.SendAcrossAsync(text);
                var (_, containers) = await DockerAsync(path, "ps", "--no-trunc", "--format", "{{.Names}} {{.Mounts}}");
                Assert.Contains(Volume, containers, StringComparison.Ordinal);
            }

            if (FullRun.IsOn)
            {
                await using var restarted = await RunningAppHost.StartAsync(path, "--redis", "container");
                Assert.Contains(text, await Chat.NewestMessageAsync(), StringComparison.Ordinal);
            }
        }
        finally
        {
            if (existing.Trim().Length == 0)
            {
                await DockerAsync(path, "volume", "rm", "-f", Volume);
            }
        }
    }

    [Fact]
    public async Task A_missing_Docker_is_reported()
    {
        using var bare = new BarePath();

        var (exitCode, output) = await RunningAppHost.RejectedAsync(bare.Path, "--redis", "container");

        Assert.Equal(2, exitCode);
        Assert.Contains("--redis container needs Docker", output, StringComparison.Ordinal);
        Assert.Contains("→ Install Docker, or remove --redis.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Docker_CLI_that_is_too_old_is_reported_with_its_version()
    {
        using var bare = new BarePath();
        bare.Add("docker", """
            #!/bin/sh
            echo "Docker version 20.10.24+dfsg1, build 297e128"
            """);

        var (exitCode, output) = await RunningAppHost.RejectedAsync(bare.Path, "--redis", "container");

        Assert.Equal(2, exitCode);
        Assert.Contains(
            "needs a Docker CLI of version 25 or later; found: Docker version 20.10.24+dfsg1", output, StringComparison.Ordinal);
    }

    private static async Task SkipUnlessDockerIsRecentAsync(string path)
    {
        var (exitCode, version) = await DockerAsync(path, "version", "-f", "{{.Client.Version}} {{.Server.Version}}");
        Assert.SkipUnless(exitCode == 0, $"no Docker Engine answers; eng/dockerd starts one. ({version.Trim()})");
        Assert.SkipUnless(
            int.TryParse(version.Split('.')[0], out var major) && major >= 25,
            $"DCP needs a Docker CLI of 25 or later, and eng/test could not fetch one; this one is {version.Trim()}.");
        var (image, _) = await DockerAsync(path, "image", "inspect", "chataspire/redis");
        Assert.SkipUnless(image == 0, "There is no image of Redis on this machine; eng/lab-images redis builds one.");
    }

    private static async Task<(int ExitCode, string Output)> DockerAsync(string path, params string[] arguments)
    {
        await using var docker = ChildProcess.Start("docker", arguments, new Dictionary<string, string?> { ["PATH"] = path });
        return (await docker.WaitForExitAsync(TimeSpan.FromSeconds(60)), docker.Output);
    }
}
