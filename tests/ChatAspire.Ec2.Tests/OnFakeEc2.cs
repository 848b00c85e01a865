namespace ChatAspire.Ec2.Tests;

/// <summary>Base class of tests that each have an endpoint of their own.</summary>
public abstract class OnFakeEc2 : IAsyncLifetime
{
    protected Ec2Fixture Aws { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Aws = await Ec2Fixture.StartAsync();

    /// <summary>Runs <c>up</c>, which must end with exit code 2, say all of this, and leave the cloud as it was.</summary>
    protected async Task RefusesAsync(string[] arguments, params string[] says)
    {
        var before = Aws.Cloud.Leftovers();

        await using var up = Aws.CliUp(arguments);
        var code = await up.WaitForExitAsync(TimeSpan.FromSeconds(90));

        Assert.All(says, s => Assert.Contains(s, up.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", up.Output, StringComparison.Ordinal); // a stack trace
        Assert.True(code == 2, $"exit code {code}: {up.Output}");
        Assert.Equal(before, Aws.Cloud.Leftovers());
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Aws is not null)
        {
            await Aws.DisposeAsync();
        }
    }
}
