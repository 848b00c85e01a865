using ChatAspire.Lab.Challenges;
using ChatAspire.Network.Execution;

namespace ChatAspire.Lab.Tests.Challenges;

public sealed class ChallengeBookTests
{
    [Fact]
    public void There_are_24_challenges_or_more_in_three_levels()
    {
        Assert.True(ChallengeBook.All.Count >= 24, $"{ChallengeBook.All.Count} challenges");
        Assert.Equal(ChallengeBook.Names.Count, ChallengeBook.Names.Distinct().Count());
        Assert.Equal([1, 2, 3], ChallengeBook.All.Select(challenge => challenge.Level).Distinct());
        Assert.All(ChallengeBook.Levels, level => Assert.True(ChallengeBook.All.Count(challenge => challenge.Level == level) >= 8));
    }

    /// <summary>A class uses one seed on many machines, and with later versions.</summary>
    [Theory]
    [InlineData(1, null, "lights-out")]
    [InlineData(2, null, "two-islands")]
    [InlineData(4711, null, "short-letters")]
    [InlineData(1, 1, "watchman")]
    [InlineData(1, 2, "return-ticket")]
    [InlineData(1, 3, "cold-shoulder")]
    [InlineData(-5, 3, "undertow")]
    public void A_seed_chooses_the_same_challenge_everywhere(long seed, int? level, string name) =>
        Assert.Equal(name, ChallengeBook.Choose(name: null, seed, level).Name);

    [Theory]
    [InlineData("night-shift", 1, "host-a: ip link set vxlan0 down")]
    [InlineData("night-shift", 2, "host-b: ip link set vxlan0 down")]
    [InlineData("new-cabling", 7, "dstport 4792 ")]
    [InlineData("old-friend", 7, "lladdr 02:42:ac:12:14:16 ")]
    public void A_seed_chooses_the_same_parameters_everywhere(string name, long seed, string made)
    {
        var fault = ChallengeSamples.Case(name, seed).Fault;

        Assert.Contains(made, $"{fault.Host}: {fault.Make}", StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ChallengeSamples.Names), MemberType = typeof(ChallengeSamples))]
    public void Every_seed_makes_a_whole_case(string name)
    {
        Assert.All(Enumerable.Range(1, 50), seed =>
        {
            var challenge = ChallengeSamples.Case(name, seed);
            Assert.Contains(challenge.Fault.Host, ChallengeSamples.Spec.Hosts.Select(host => host.Name));
            Assert.NotEmpty(challenge.Fault.Make);
            Assert.NotEmpty(challenge.Fault.IsPresent);
            Assert.NotEmpty(challenge.Fault.Restore);
        });
    }

    [Fact]
    public void Faults_differ_from_challenge_to_challenge() => Assert.Equal(
        ChallengeBook.All.Count,
        ChallengeBook.Names.Select(name => ChallengeSamples.Case(name, 1).Fault.Name).Distinct().Count());

    [Fact]
    public void Suggests_the_name_of_a_misspelt_challenge() => Assert.Equal(
        "Unknown challenge \"night-shfit\". Did you mean \"night-shift\"?",
        Assert.Throws<UserErrorException>(() => ChallengeBook.Find("night-shfit")).Message);

    /// <summary>The scripts arrive on standard input: the list of processes of a host does not show them.</summary>
    [Theory]
    [MemberData(nameof(ChallengeSamples.Names), MemberType = typeof(ChallengeSamples))]
    public void The_command_line_of_a_fault_does_not_contain_it(string name)
    {
        var fault = ChallengeSamples.Case(name, 1).Fault;

        Assert.All(
            new[] { fault.MakeCommand, fault.PresenceCommand, fault.RestoreCommand },
            command => Assert.Equal(["-c", "eval \"$(cat)\""], command.Arguments));
    }

    /// <summary>Runs no command: `sh -n` reads a script without running it.</summary>
    [Theory]
    [MemberData(nameof(ChallengeSamples.Names), MemberType = typeof(ChallengeSamples))]
    public async Task Scripts_are_valid_shell(string name)
    {
        await using var machine = new LocalMachine();
        foreach (var seed in new[] { 1, 2, 3 })
        {
            var fault = ChallengeSamples.Case(name, seed).Fault;
            foreach (var script in new[] { fault.Make, fault.IsPresent, fault.Restore })
            {
                var read = await machine.RunAsync(
                    new HostCommand("sh", "-n").WithInput(script), TestContext.Current.CancellationToken);
                Assert.True(read.Succeeded, $"{read.Error}\n{script}");
            }
        }
    }
}
