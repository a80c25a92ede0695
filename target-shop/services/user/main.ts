import { createService } from '../../kit/create-service.ts';
import { user } from './routes.ts';

await createService(user);
