using ChatAspire.Provisioner.Output;

namespace ChatAspire.Provisioner.Tests.Output;

public sealed class VerdictTests
{
    private static readonly TimeSpan Elapsed = TimeSpan.FromSeconds(13.4);

    [Theory]
    [InlineData(0, "Lab l1 is up (no changes, 13 s)")]
    [InlineData(1, "Lab l1 is up (1 change, 13 s)")]
    [InlineData(47, "Lab l1 is up (47 changes, 13 s)")]
    public void Up_counts_changes(int changes, string expected) => Assert.Equal(expected, Verdict.Up("l1", changes, Elapsed));

    [Fact]
    public void Down_lists_what_it_removed() =>
        Assert.Equal(
            "Lab l1 removed: 2 hosts, 2 volumes, 1 network. 13 s", Verdict.Down("l1", ["2 hosts", "2 volumes", "1 network"], Elapsed));

    [Fact]
    public void Down_without_a_lab_says_so() => Assert.Equal("Lab l1 does not exist: nothing to remove.", Verdict.Down("l1", [], Elapsed));

    [Fact]
    public void Verify_names_what_works() =>
        Assert.Equal("✓ Lab works: ping, MTU 1450, a message each way, traces. 13 s", Verdict.Verify(TestLab.Report(), Elapsed));

    [Fact]
    public void Verify_counts_failures() =>
        Assert.Equal("✗ Lab does not work: 1 of 12 checks FAILED. 13 s", Verdict.Verify(TestLab.Report("chat-b answers"), Elapsed));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.9, "9.9 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(120, "120 s")]
    public void Seconds_have_a_decimal_below_ten(double seconds, string expected) =>
        Assert.Equal(expected, Verdict.Seconds(TimeSpan.FromSeconds(seconds)));
}
