using ChatAspire.Lab.Challenges;
using ChatAspire.Lab.Lifecycle;
using ChatAspire.Lab.State;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Challenges;

[Collection(nameof(LabDirectory))]
public sealed class ChallengeStoreTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("chatlab-challenge-").FullName;
    private readonly string? _before = Environment.GetEnvironmentVariable(LabDirectory.HomeVariable);
    private readonly LabDirectory _directory;

    public ChallengeStoreTests()
    {
        Environment.SetEnvironmentVariable(LabDirectory.HomeVariable, _home);
        _directory = new LabDirectory(ChallengeSamples.Spec, HostSources.Local);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(LabDirectory.HomeVariable, _before);
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public void A_record_is_kept_for_its_user_alone_until_it_ends()
    {
        var (store, record) = (new ChallengeStore(_directory), new ChallengeRecord("night-shift", 7, DateTimeOffset.UnixEpoch));
        store.Write(record);

        Assert.Equal("night-shift", RunningChallenge.NameIn(_directory));
        Assert.Equal(7, store.ReadRunning().Seed);
        Assert.Equal(SecretFile.OwnerOnly, File.GetUnixFileMode(_directory.File("challenge.json")));

        store.End(record);

        Assert.Null(RunningChallenge.NameIn(_directory));
        Assert.Equal(7, Assert.Single(store.ReadAll()).Seed);
    }

    [Fact]
    public void A_damaged_record_is_reported_with_a_way_out()
    {
        _directory.Write("challenge.json", "{");

        Assert.Contains("is damaged", Assert.Throws<UserErrorException>(() => new ChallengeStore(_directory).Read()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Up_is_refused_while_a_challenge_runs()
    {
        new ChallengeStore(_directory).Write(new ChallengeRecord("night-shift", 7, DateTimeOffset.UnixEpoch));

        var session = LabSession.Create(ChallengeSamples.Spec, HostSources.Local, Lab.Hosts.Ec2.Ec2OptionValues.None);
        var refused = await Assert.ThrowsAsync<UserErrorException>(
            () => session.UpAsync(_ => { }, retain: false, TestContext.Current.CancellationToken));

        Assert.Contains("Challenge night-shift is running", refused.Message, StringComparison.Ordinal);
        Assert.Equal("End the challenge first: chatlab challenge reset", refused.Hint);
    }
}
