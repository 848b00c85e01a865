namespace ChatAspire.Ec2.Tests;

/// <summary>Base class of tests that each have an endpoint of their own.</summary>
public abstract class OnFakeEc2 : IAsyncLifetime
{
    protected Ec2Fixture Aws { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Aws = await Ec2Fixture.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Aws is not null)
        {
            await Aws.DisposeAsync();
        }
    }
}
