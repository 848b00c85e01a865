namespace ChatAspire.RealHosts.Tests;

/// <summary>Tests that create or remove something on the engine: each waits while another compares the state of the machine.</summary>
public abstract class EngineTests(LabFixture fixture) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await fixture.EnterEngineAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        fixture.LeaveEngine();
        return ValueTask.CompletedTask;
    }
}
