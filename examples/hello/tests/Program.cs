using Hello;

// A test runner in a few lines, so that the example needs no package: prints each check, exits with the number of failures.
var failures = 0;
Check("greets by name", "Hello, Ada!", Greeting.For("Ada"));
Check("trims the name", "Hello, Ada!", Greeting.For("  Ada "));
Check("greets strangers too", "Hello, whoever you are!", Greeting.For(null));
Console.WriteLine(failures == 0 ? "all checks passed" : $"{failures} failed");
return failures;

void Check(string what, string expected, string actual)
{
    var good = expected == actual;
    failures += good ? 0 : 1;
    Console.WriteLine(good ? $"ok      {what}" : $"FAILED  {what}: expected '{expected}', got '{actual}'");
}
