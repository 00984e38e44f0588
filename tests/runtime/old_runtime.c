/* An object of another ABI major needs other names: the linker must refuse it by name (R28). */
int hac_rt2_run(void);
int main(void) { return hac_rt2_run(); }
